"""The verbs of the command line, by subject. They parse arguments, call one service and print."""
