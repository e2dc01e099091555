"""The press: writes certificates by the thousand, byte by byte, in the look that WeasyPrint gives them."""
