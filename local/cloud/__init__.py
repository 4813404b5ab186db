"""The process that runs MiniStack: stripped environment, guarded origin, snapshots that survive a kill."""
