namespace Wattd.Tests.Daemon.Logging;

/// <summary>Tests that replace the standard error of the process, and so do not run in parallel with others.</summary>
[CollectionDefinition(nameof(StandsInForStandardError), DisableParallelization = true)]
public sealed class StandsInForStandardError;
