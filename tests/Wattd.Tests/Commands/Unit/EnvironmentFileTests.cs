using Wattd.Commands.Unit;

namespace Wattd.Tests.Commands.Unit;

/// <summary>The files of <c>EnvironmentFile=</c>, read as systemd reads them.</summary>
public sealed class EnvironmentFileTests
{
    [Theory]
    [InlineData("A=1\nB=2\n", "A=1", "B=2")]
    [InlineData("# A=1\n; B=2\n\n  C = 3 \n", "C=3")]
    [InlineData("A=one two  \n", "A=one two")]
    [InlineData("A=\"one two \" \n", "A=one two ")]
    [InlineData("A='it is \\ \"quoted\"'\n", "A=it is \\ \"quoted\"")]
    [InlineData("A=\"a \\\"b\\\" \\c\"\n", "A=a \"b\" \\c")]
    [InlineData("A=one\\\ntwo\n", "A=onetwo")]
    [InlineData("# a comment \\\nA=1\nB=2\n", "B=2")]
    [InlineData("A=it's\n", "A=it's")]
    [InlineData("A='one'\"two\"\n", "A=onetwo")]
    [InlineData("A='two\nlines'\nB=1\n", "A=two\nlines", "B=1")]
    [InlineData("A=\nB=b", "A=", "B=b")]
    [InlineData("no assignment\nA=1\n", "A=1")]
    [InlineData("A=b=c\n", "A=b=c")]
    public void AVariableHasTheValueThatSystemdGivesIt(string text, params string[] expected) =>
        Assert.Equal(expected, EnvironmentFile.Parse(text).Select(variable => $"{variable.Key}={variable.Value}"));

    [Fact]
    public void AnyTextIsRead()
    {
        const string alphabet = "A=\\\"' \n#;";
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string(random.GetItems<char>(alphabet, random.Next(24)));
            Assert.All(EnvironmentFile.Parse(text), variable => Assert.NotEmpty(variable.Key));
        }
    }
}
