namespace Wattd.Settings.Syntax;

/// <summary>A value, or <c>off</c> (null).</summary>
/// <param name="inner">How a value is written.</param>
sealed class OffSyntax<T>(ValueSyntax<T> inner) : WordOrSyntax<T>("off", inner)
    where T : struct;
