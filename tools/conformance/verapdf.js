// Drives veraPDF from the script engine that comes with it, so that a bare Java runtime is enough.
// Arguments: flavours (3u, 3a, ua1) with commas between them, then files. Prints one line of JSON for each file.
var flavours = String(arguments[0]).split(",");
org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
var foundry = org.verapdf.pdfa.Foundries.defaultInstance();

function faultsOf(name, word) {
  var flavour = org.verapdf.pdfa.flavours.PDFAFlavour.fromString(word);
  var parser = foundry.createParser(new java.io.FileInputStream(name), flavour);
  try {
    var result = foundry.createValidator(flavour, 5, false, true, false).validate(parser);
    var faults = [];
    var checks = result.getTestAssertions().iterator();
    while (checks.hasNext()) {
      var check = checks.next();
      faults.push(word + " " + check.getRuleId().getClause() + ": " + check.getMessage());
    }
    if (!result.isCompliant() && faults.length === 0) faults.push(word + " not compliant");
    return faults;
  } finally {
    parser.close();
  }
}

for (var i = 1; i < arguments.length; i++) {
  var found = [];
  for (var at = 0; at < flavours.length; at++) found = found.concat(faultsOf(arguments[i], flavours[at]));
  print(JSON.stringify({ file: String(arguments[i]), faults: found.map(String) }));
}
