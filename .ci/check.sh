#!/usr/bin/env bash
# What to run before a commit: the suites of .ci/run that need nothing but Rust and Python.
exec bash "$(dirname "$0")/run" format crates lint docs test
