using System.Reflection;

namespace Serilog.Sinks.Journald.Tests;

public sealed class PublicSurfaceTests
{
    [Fact]
    public void ThePublicSurfaceIsExactlyThis() =>
        Assert.Equal(
            [
                "Serilog.JournaldLoggerConfigurationExtensions",
                "  Serilog.LoggerConfiguration Journald("
                    + "Serilog.Configuration.LoggerSinkConfiguration sinkConfiguration, "
                    + "Serilog.Sinks.Journald.JournaldSinkOptions options = null, "
                    + "Serilog.Events.LogEventLevel restrictedToMinimumLevel = Verbose, "
                    + "System.IFormatProvider formatProvider = null, "
                    + "Serilog.Core.LoggingLevelSwitch levelSwitch = null)",
                "Serilog.Sinks.Journald.JournaldSinkOptions",
                "  Boolean FallBackToStandardError { get; init; }",
                "  Int64 DroppedEvents { get; }",
                "  System.Func`2[Serilog.Events.LogEvent,System.Nullable`1[System.Guid]] MessageId { get; init; }",
                "  System.String SocketPath { get; init; }",
                "  System.String SyslogIdentifier { get; init; }",
                "  Void .ctor()",
            ],
            typeof(JournaldSinkOptions).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal)
                .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Prepend(type.FullName!)));

    static IEnumerable<string> Members(Type type) =>
        type.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .Where(member => member is not MethodInfo { IsSpecialName: true })
            .Select(member => "  " + member switch
            {
                PropertyInfo property => $"{property} {{ get; {(property.CanWrite ? "init; " : "")}}}",
                MethodInfo method =>
                    $"{method.ReturnType} {method.Name}({string.Join(", ", method.GetParameters().Select(Parameter))})",
                _ => member.ToString(),
            });

    static string Parameter(ParameterInfo parameter) =>
        $"{parameter.ParameterType} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Default(parameter)}" : "");

    static object Default(ParameterInfo parameter) =>
        parameter.DefaultValue is { } value && parameter.ParameterType.IsEnum
            ? Enum.ToObject(parameter.ParameterType, value)
            : parameter.DefaultValue ?? "null";
}
