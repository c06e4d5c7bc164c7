namespace Wattd.Settings;

/// <summary>A value that was given for a setting, not yet checked.</summary>
/// <param name="Setting">What it was given for.</param>
/// <param name="Text">The value as it was written.</param>
/// <param name="Origin">Where it was given, as the error line names it: <c>--cpu.port</c>, <c>WATTD_CPU_PORT</c>, a file and line.</param>
sealed record GivenValue(Setting Setting, string Text, string Origin);
