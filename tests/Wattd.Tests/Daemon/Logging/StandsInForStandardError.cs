namespace Wattd.Tests.Daemon.Logging;

/// <summary>Tests that stand in for the process's standard error, and so run while no other does.</summary>
[CollectionDefinition(nameof(StandsInForStandardError), DisableParallelization = true)]
public sealed class StandsInForStandardError;
