using System.Collections.Immutable;

namespace Wattd.Settings;

/// <summary>The settings as far as they could be understood.</summary>
/// <param name="Settings">What was given rightly, with defaults for the rest.</param>
/// <param name="Errors">What is wrong, one line each; empty where the settings are good.</param>
sealed record ExaminedSettings(LoadedSettings Settings, ImmutableArray<string> Errors);
