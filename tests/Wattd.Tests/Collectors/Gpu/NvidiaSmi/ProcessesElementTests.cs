using System.Text;
using CsCheck;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Gpu.Processes;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

public sealed class ProcessesElementTests
{
    static readonly string[] Pieces =
    [
        "<process_info>", "</process_info>", "<pid>", "</pid>", "4711", "0", "<used_memory>", "</used_memory>", "5 MiB", "<process_name>",
        "</process_name>", "N/A", "&", "<", ">", "]]>", "\"", "\u00ff", "\0", " ", Info("12", "ffmpeg", "7 MiB"),
    ];

    [Fact]
    public void OfEachProcessThePidAndTheMemoryStay() =>
        Assert.Equal(
            [new GpuProcess(1822, null, 18 << 20), new GpuProcess(4711, null, 712 << 20), new GpuProcess(4712, null, null)],
            Listed($"\n{Info("4711", "ffmpeg -i a", "412 MiB")}\n{Info("1822", "", "18 MiB")}{Info("4712", "b", "N/A")}{Info("4711", "c", "300 MiB")}"));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("4294967296")]
    [InlineData("47 11")]
    [InlineData("12345678901")]
    public void WithoutAPidThereIsNoProcess(string pid) =>
        Assert.Equal([new GpuProcess(4711, null, 1 << 20)], Listed(Info(pid, "a", "5 MiB") + Info("4711", "b", "1 MiB")));

    [Theory]
    [InlineData("N/A")]
    [InlineData("Insufficient Permissions")]
    public void ATextIsNoList(string text) => Assert.Null(Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("\n\t\t")]
    public void AnEmptyListHasNoProcess(string list) => Assert.Empty(Listed(list));

    [Fact]
    public void AListThatIsTooLongIsCut() =>
        Assert.Equal(
            Enumerable.Range(1, 128),
            Listed(string.Concat(Enumerable.Range(1, 2_000).Select(pid => Info($"{pid}", "a", "5 MiB")))).Select(process => (int)process.Pid));

    [Fact]
    public void WhateverAListContainsTheDocumentIsRead() =>
        Gen.OneOf([.. Pieces.Select(Gen.Const)])
            .Array[0, 40].Sample(pieces => Read(string.Concat(pieces))?.All(process => process.Pid > 0) != false);

    static GpuProcess[] Listed(string list) => Read(list) ?? throw new InvalidOperationException("no list");

    static GpuProcess[]? Read(string list)
    {
        var document = NvidiaSmiDocument.Parse(Encoding.UTF8.GetBytes(
            $"<nvidia_smi_log><gpu id=\"00000000:01:00.0\"><processes>{list}</processes><fan_speed>35 %</fan_speed></gpu></nvidia_smi_log>"))!;
        var gpu = Assert.Single(document.Gpus);
        Assert.Equal("35 %", gpu.Child("fan_speed")!.Text);
        return ProcessesElement.Read(gpu.Child("processes")) is { } processes ? [.. processes] : null;
    }

    static string Info(string pid, string name, string memory) =>
        $"<process_info>\n<gpu_instance_id>N/A</gpu_instance_id><pid>{pid}</pid><type>C</type><process_name>{name}</process_name><used_memory>{memory}</used_memory>\n</process_info>";
}
