"""The stages composed: one short module for each thing that people ask of ctc. The only place where stages meet."""
