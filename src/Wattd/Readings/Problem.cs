namespace Wattd.Readings;

/// <summary>Something that is wrong with a device or its collector.</summary>
/// <param name="Id">Its kind, the same as long as it lasts; a collector lists each at most once.</param>
/// <param name="Text">One line: what it is and how to fix it.</param>
/// <param name="NeedsAction">Whether it stays until someone fixes it. The default is true.</param>
sealed record Problem(string Id, string Text, bool NeedsAction = true);
