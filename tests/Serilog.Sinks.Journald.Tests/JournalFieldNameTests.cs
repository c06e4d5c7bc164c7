using CsCheck;

namespace Serilog.Sinks.Journald.Tests;

public sealed class JournalFieldNameTests
{
    [Theory]
    [InlineData("ElapsedMs", "ELAPSED_MS")]
    [InlineData("elapsed", "ELAPSED")]
    [InlineData("GPUId", "GPU_ID")]
    [InlineData("GpuUUID", "GPU_UUID")]
    [InlineData("Http2Server", "HTTP2_SERVER")]
    [InlineData("A", "A")]
    [InlineData("GPU_ID", "GPU_ID")]
    [InlineData("X86A_B", "X86A_B")]
    [InlineData("gpu_id", "GPU_ID")]
    [InlineData("Gpu_Id", "GPU_ID")]
    [InlineData("gpu.id-of=it", "GPU_ID_OF_IT")]
    [InlineData("_PID", "PID")]
    [InlineData("__CURSOR", "CURSOR")]
    [InlineData(".hidden", "HIDDEN")]
    [InlineData("#comment", "COMMENT")]
    [InlineData("2nd.try", "FIELD_2ND_TRY")]
    [InlineData("_2", "FIELD_2")]
    [InlineData("Größe", "GR__E")]
    [InlineData("", "FIELD")]
    [InlineData("___", "FIELD")]
    [InlineData("Message", "MESSAGE_")]
    [InlineData("MESSAGE", "MESSAGE_")]
    [InlineData("MessageTruncated", "MESSAGE_TRUNCATED_")]
    [InlineData("Exception", "EXCEPTION_")]
    [InlineData("CodeLine", "CODE_LINE_")]
    [InlineData("Message_", "MESSAGE_")]
    public void AName(string propertyName, string fieldName) =>
        Assert.Equal(fieldName, JournalFieldName.From(propertyName));

    [Fact]
    public void AnyNameBecomesAValidOne() =>
        Gen.String.Sample(name => Assert.Matches("^[A-Z][A-Z0-9_]{0,63}$", JournalFieldName.From(name)));

    [Fact]
    public void AnyLongNameBecomesAValidOne() =>
        Gen.String[Gen.Char["aZ9_.é"], 40, 200]
            .Sample(name => Assert.Matches("^[A-Z][A-Z0-9_]{0,63}$", JournalFieldName.From(name)));

    [Fact]
    public void AValidFieldNameIsUnchanged() =>
        Gen.String[Gen.Char["aZ9_.é"], 0, 100].Sample(name =>
        {
            var fieldName = JournalFieldName.From(name);
            Assert.Equal(fieldName, JournalFieldName.From(fieldName));
        });

    [Fact]
    public void TheCacheAnswersLikeTheRuleBeyondItsCapacityToo()
    {
        var names = new JournalFieldNames();
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < 3000; i++)
                Assert.Equal($"NAME{i}", System.Text.Encoding.ASCII.GetString(names[$"name{i}"]));
    }
}
