"""The stand-in bot: dials a receiver as Recall's bots do, in either protocol, and sends drawn people or given pictures.

`command` is the command line; importing it is cheap. `session` runs a bot, `dialling` keeps its connections, `talks`
and `messages` hold what it says; `studio` has the frames made that `scene` (`people` in `rooms`) and `slides` draw.
"""
