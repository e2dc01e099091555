"""The version of the program, as it stands in every run and paper."""

VERSION = "0.1.0"
