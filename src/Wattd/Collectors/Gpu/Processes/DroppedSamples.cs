namespace Wattd.Collectors.Gpu.Processes;

/// <summary>What the driver reported of the processes on a GPU and is wrong, since wattd first read them.</summary>
/// <param name="OutOfRange">Samples of more than 100 percent of an engine.</param>
/// <param name="NoPid">Samples and processes without a pid.</param>
/// <param name="Stale">Samples that are not newer than the one after which they were asked for.</param>
readonly record struct DroppedSamples(long OutOfRange, long NoPid, long Stale);
