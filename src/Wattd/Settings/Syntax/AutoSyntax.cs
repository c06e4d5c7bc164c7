namespace Wattd.Settings.Syntax;

/// <summary>A value, or <c>auto</c> (null) where the program chooses.</summary>
/// <param name="inner">How a value is written.</param>
sealed class AutoSyntax<T>(ValueSyntax<T> inner) : WordOrSyntax<T>("auto", inner)
    where T : struct;
