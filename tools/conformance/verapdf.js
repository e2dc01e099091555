// Drives veraPDF from the script engine that comes with it, so that a bare Java runtime is enough.
// Arguments: a flavour (3u, 3a, ua1), then files. Prints one line of JSON for each file.
var flavour = org.verapdf.pdfa.flavours.PDFAFlavour.fromString(arguments[0]);
org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
var foundry = org.verapdf.pdfa.Foundries.defaultInstance();

function faultsOf(name) {
  var parser = foundry.createParser(new java.io.FileInputStream(name), flavour);
  try {
    var result = foundry.createValidator(flavour, 5, false, true, false).validate(parser);
    var faults = [];
    var checks = result.getTestAssertions().iterator();
    while (checks.hasNext()) {
      var check = checks.next();
      faults.push(check.getRuleId().getClause() + ": " + check.getMessage());
    }
    if (!result.isCompliant() && faults.length === 0) faults.push("not compliant");
    return faults;
  } finally {
    parser.close();
  }
}

for (var i = 1; i < arguments.length; i++)
  print(JSON.stringify({ file: String(arguments[i]), faults: faultsOf(arguments[i]).map(String) }));
