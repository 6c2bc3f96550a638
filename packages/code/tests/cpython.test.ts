// In one process, which loads CPython once.
import './cpython/imports.ts';
import './cpython/renaming.ts';
import './cpython/tokenize.ts';
