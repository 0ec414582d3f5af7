"""One router for each noun; handlers call one service each."""
