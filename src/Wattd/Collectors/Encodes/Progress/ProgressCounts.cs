namespace Wattd.Collectors.Encodes.Progress;

/// <summary>Datagrams received, by what became of them; <c>wattd_progress_datagrams_total</c> has them by <c>result</c>.</summary>
/// <param name="Taken">Reports that were counted in their cgroup: <c>taken</c>.</param>
/// <param name="UnknownSender">Reports whose socket was not found, or is in no cgroup: <c>unknown_sender</c>.</param>
/// <param name="Malformed">Not one whole report: <c>malformed</c>.</param>
/// <param name="OverLimit">Reports of a sender beyond the limits of the table: <c>over_limit</c>.</param>
readonly record struct ProgressCounts(long Taken, long UnknownSender, long Malformed, long OverLimit);
