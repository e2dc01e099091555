"use strict";
// Seals: base45 (RFC 9285) of COSE_Sign1 (RFC 9052) over a CWT (RFC 8392), Ed25519 (RFC 8032). Nothing but whole
// numbers is used, because the cryptography of browsers is closed to pages that are opened as files.

const KNOWN = JSON.parse(document.getElementById("data").textContent);
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const SIGN1 = 18, ALGORITHM = 1, KEY_ID = 4, EDDSA = -8;
const ISSUED_AT = 6, TOKEN_ID = 7, FACTS = -70001, REVOKED = -70002;

function fromBase45(text) {
  const bytes = [];
  for (let start = 0; start < text.length; start += 3) {
    const group = [...text.slice(start, start + 3)].map((letter) => LETTERS.indexOf(letter));
    const size = group.length - 1;
    const value = group.reduce((sum, digit, place) => sum + digit * 45 ** place, 0);
    if (group.includes(-1) || size === 0 || value >= 256 ** size) throw new Error("base45");
    for (let place = size - 1; place >= 0; place--) bytes.push(Math.floor(value / 256 ** place) % 256);
  }
  return new Uint8Array(bytes);
}

function fromHex(text) {
  return new Uint8Array(text.match(/../g).map((pair) => parseInt(pair, 16)));
}

function toHex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The part of CBOR (RFC 8949) that seals use: whole numbers, bytes, texts, arrays, maps, tags.
function fromCbor(bytes) {
  let at = 0;
  function take(count) {
    if (at + count > bytes.length) throw new Error("cbor");
    at += count;
    return bytes.subarray(at - count, at);
  }
  function size(info) {
    if (info < 24) return info;
    if (info > 27) throw new Error("cbor");
    const value = take(1 << (info - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    if (!Number.isSafeInteger(value)) throw new Error("cbor");
    return value;
  }
  function value(depth) {
    if (depth > 8) throw new Error("cbor");
    const head = take(1)[0], kind = head >> 5, count = size(head & 31);
    if (kind === 0) return count;
    if (kind === 1) return -1 - count;
    if (kind === 2) return take(count);
    if (kind === 3) return new TextDecoder("utf-8", { fatal: true }).decode(take(count));
    if (kind === 4) return Array.from({ length: Math.min(count, bytes.length) }, () => value(depth + 1));
    if (kind === 6) return { tag: count, value: value(depth + 1) };
    if (kind !== 5) throw new Error("cbor");
    const map = new Map();
    for (let entry = 0; entry < count; entry++) map.set(value(depth + 1), value(depth + 1));
    return map;
  }
  const result = value(0);
  if (at !== bytes.length) throw new Error("cbor");
  return result;
}

function cborHead(kind, count) {
  if (count < 24) return [(kind << 5) | count];
  if (count < 256) return [(kind << 5) | 24, count];
  if (count < 65536) return [(kind << 5) | 25, count >> 8, count & 255];
  return [(kind << 5) | 26, count >>> 24, (count >> 16) & 255, (count >> 8) & 255, count & 255];
}

function signedPart(protectedBytes, payload) {
  const context = new TextEncoder().encode("Signature1");
  return new Uint8Array([
    0x84, ...cborHead(3, context.length), ...context, ...cborHead(2, protectedBytes.length), ...protectedBytes,
    0x40, ...cborHead(2, payload.length), ...payload,
  ]);
}

// SHA-512 (FIPS 180-4); its constants are the roots of the first primes, reckoned rather than copied.
const WORD = (1n << 64n) - 1n;

function root(value, degree) {
  let low = 0n, high = 1n << 90n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= value) low = middle; else high = middle;
  }
  return low;
}

const PRIMES = [];
for (let number = 2n; PRIMES.length < 80; number++)
  if (PRIMES.every((prime) => number % prime !== 0n)) PRIMES.push(number);
const ROUND = PRIMES.map((prime) => root(prime << 192n, 3n) & WORD);
const START = PRIMES.slice(0, 8).map((prime) => root(prime << 128n, 2n) & WORD);

function turned(word, count) {
  return ((word >> count) | (word << (64n - count))) & WORD;
}

function sha512(bytes) {
  const padded = new Uint8Array(Math.ceil((bytes.length + 17) / 128) * 128);
  padded.set(bytes);
  padded[bytes.length] = 128;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  const view = new DataView(padded.buffer), state = START.slice();
  for (let block = 0; block < padded.length; block += 128) {
    const words = Array.from({ length: 16 }, (_, index) => view.getBigUint64(block + 8 * index));
    for (let index = 16; index < 80; index++) {
      const near = words[index - 2], far = words[index - 15];
      const one = turned(far, 1n) ^ turned(far, 8n) ^ (far >> 7n);
      const two = turned(near, 19n) ^ turned(near, 61n) ^ (near >> 6n);
      words.push((words[index - 16] + one + words[index - 7] + two) & WORD);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let index = 0; index < 80; index++) {
      const big = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n);
      const first = h + big + ((e & f) ^ (~e & WORD & g)) + ROUND[index] + words[index];
      const second = (turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & WORD, c, b, a, (first + second) & WORD];
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => { state[index] = (state[index] + word) & WORD; });
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((word, index) => out.setBigUint64(8 * index, word));
  return new Uint8Array(out.buffer);
}

// Ed25519 on extended coordinates: a point is [X, Y, Z, T] with x = X/Z, y = Y/Z, x·y = T/Z.
const P = (1n << 255n) - 19n;
const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;

function mod(value) {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (base = mod(base); exponent > 0n; exponent >>= 1n, base = mod(base * base))
    if (exponent & 1n) result = mod(result * base);
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const HALF_TURN = power(2n, (P - 1n) / 4n);

function littleEndian(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function point(bytes) {
  const all = littleEndian(bytes), y = all & ((1n << 255n) - 1n), sign = all >> 255n;
  if (bytes.length !== 32 || y >= P) return null;
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * HALF_TURN);
  if (mod(x * x) !== square || (x === 0n && sign === 1n)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar, base) {
  let result = [0n, 1n, 1n, 0n];
  for (; scalar > 0n; scalar >>= 1n, base = sum(base, base))
    if (scalar & 1n) result = sum(result, base);
  return result;
}

function packed([x, y, z]) {
  const inverse = power(z, P - 2n);
  let all = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(all & 255n);
    all >>= 8n;
    return byte;
  });
}

const BASE = point(fromHex("58" + "66".repeat(31)));

function isSigned(signature, message, key) {
  const owner = point(key), scalar = littleEndian(signature.slice(32));
  if (signature.length !== 64 || owner === null || scalar >= ORDER) return false;
  const mixed = new Uint8Array([...signature.slice(0, 32), ...key, ...message]);
  const challenge = littleEndian(sha512(mixed)) % ORDER;
  const [x, y, z, t] = owner;
  const expected = sum(times(scalar, BASE), times(challenge, [P - x, y, z, mod(-t)]));
  return toHex(packed(expected)) === toHex(signature.slice(0, 32));
}

// From here on: what the page says.
class Refusal extends Error {}

function opened(prefix, text) {
  let tag, message, headers;
  try {
    if (!text.startsWith(prefix)) throw new Error("prefix");
    ({ tag, value: message } = fromCbor(fromBase45(text.slice(prefix.length))));
    headers = fromCbor(message[0]);
    if (tag !== SIGN1 || headers.get(ALGORITHM) !== EDDSA || message[1].size !== 0) throw new Error("headers");
    message = { protectedBytes: message[0], payload: message[2], signature: message[3], id: toHex(headers.get(KEY_ID)) };
    message.claims = fromCbor(message.payload);
  } catch {
    throw new Refusal("Chuỗi này không phải mã của bằng khen, giấy khen, hoặc đã bị chép thiếu.");
  }
  const owner = KNOWN.owners.find((each) => each.id === message.id);
  if (!owner) throw new Refusal("Mã được ký bằng khóa mà trang này không biết: " + message.id + ".");
  const part = signedPart(message.protectedBytes, message.payload);
  if (!isSigned(message.signature, part, fromHex(owner.key)))
    throw new Refusal("Chữ ký sai: nội dung mã đã bị thay đổi sau khi " + owner.name + " ký.");
  return { claims: message.claims, owner };
}

function inVietnam(seconds) {
  const day = new Date((seconds + 7 * 3600) * 1000);
  return [day.getUTCDate(), day.getUTCMonth() + 1].map((part) => String(part).padStart(2, "0")).join("/") +
    "/" + day.getUTCFullYear();
}

function reasonOfRevocation(owner, serial) {
  if (!KNOWN.revocations) return undefined;
  const list = opened(KNOWN.listPrefix, KNOWN.revocations.trim());
  return list.owner.id === owner.id ? list.claims.get(REVOKED).get(serial) : undefined;
}

function checked(text) {
  const { claims, owner } = opened(KNOWN.prefix, text.trim());
  const facts = claims.get(FACTS), serial = new TextDecoder().decode(claims.get(TOKEN_ID));
  const reason = reasonOfRevocation(owner, serial);
  const rows = [
    ["Tặng", facts.get(1)], ["Hình thức", facts.get(2)], ["Quyết định số", facts.get(3)],
    ["Ngày", inVietnam(claims.get(ISSUED_AT))], ["Mã số", serial], ["Người ký", owner.name],
  ];
  const head = facts.get(4);
  if (head) rows.push(["Gốc sổ", head[0] + ", " + head[1] + " sự kiện, " + toHex(head[2])]);
  return { rows, reason };
}

function shown(className, title, rows) {
  const box = document.createElement("div"), head = document.createElement("h2"), list = document.createElement("dl");
  box.className = "answer " + className;
  head.textContent = title;
  for (const [name, value] of rows)
    for (const [kind, words] of [["dt", name], ["dd", value]])
      list.appendChild(document.createElement(kind)).textContent = words;
  box.append(head, list);
  document.getElementById("answer").replaceChildren(box);
}

function answer(text) {
  try {
    const { rows, reason } = checked(text);
    if (reason === undefined)
      shown("good", "Đúng. Hãy so những dòng này với chữ in trên tờ bằng:", rows);
    else
      shown("bad", "Đã bị thu hồi: " + reason, rows);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    shown("bad", error.message, []);
  }
}

function offerCamera() {
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  document.getElementById("camera").hidden = false;
  document.getElementById("photo").addEventListener("change", async (event) => {
    const codes = await detector.detect(await createImageBitmap(event.target.files[0]));
    if (codes.length === 0) return shown("bad", "Không thấy mã QR trong ảnh.", []);
    document.getElementById("text").value = codes[0].rawValue;
    return answer(codes[0].rawValue);
  });
}

function tellList() {
  const place = document.getElementById("list");
  if (!KNOWN.revocations) {
    place.textContent = "Trang này không kèm danh sách thu hồi.";
    return;
  }
  try {
    const { claims } = opened(KNOWN.listPrefix, KNOWN.revocations.trim());
    place.textContent = "Danh sách thu hồi ngày " + inVietnam(claims.get(ISSUED_AT)) + ": " + claims.get(REVOKED).size + " tờ.";
  } catch (error) {
    place.textContent = "Danh sách thu hồi kèm theo không dùng được. " + error.message;
  }
}

document.getElementById("form").addEventListener("submit", (event) => {
  event.preventDefault();
  answer(document.getElementById("text").value);
});
if ("BarcodeDetector" in window) offerCamera();
tellList();
if (location.hash.length > 1) {
  document.getElementById("text").value = decodeURIComponent(location.hash.slice(1));
  answer(document.getElementById("text").value);
}
