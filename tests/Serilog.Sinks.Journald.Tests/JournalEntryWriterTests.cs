using System.Text;
using CsCheck;
using Serilog.Sinks.Journald.Tests.Support;

namespace Serilog.Sinks.Journald.Tests;

public sealed class JournalEntryWriterTests
{
    const int Unlimited = int.MaxValue;

    // Text of every width in UTF-8, newlines, and halves of surrogate pairs, alone and together.
    static readonly Gen<string> Text = Gen.String[Gen.Char["ab=\n\0é€\ud83d\ude00\uffff"], 0, 100];

    [Fact]
    public void AnyTextIsReadBackUnchanged() =>
        Gen.Select(Gen.OneOf(Text, Gen.String), Text).Sample((first, second) =>
        {
            var writer = new JournalEntryWriter();
            writer.Begin(Unlimited);
            writer.Field("FIRST"u8, first);
            writer.Field("SECOND"u8, second);

            var entry = JournalEntry.Decode(writer.End());
            Assert.Equal(["FIRST", "SECOND"], entry.Names);
            Assert.Equal(Encoding.UTF8.GetBytes(first), entry.Bytes("FIRST"));
            Assert.Equal(Encoding.UTF8.GetBytes(second), entry.Bytes("SECOND"));
        });

    [Fact]
    public void TextWrittenInPiecesIsTheSameText() =>
        Text.Array[0, 20].Sample(pieces =>
        {
            var writer = new JournalEntryWriter();
            writer.Begin(Unlimited);
            var value = writer.BeginField("VALUE"u8)!;
            foreach (var piece in pieces)
            {
                if (piece.Length == 1)
                    value.Write(piece[0]);
                else
                    value.Write(piece);
            }
            writer.EndField();

            var whole = string.Concat(pieces);
            Assert.Equal(Encoding.UTF8.GetBytes(whole), JournalEntry.Decode(writer.End()).Bytes("VALUE"));
        });

    [Fact]
    public void AnySmallEntryKeepsItsSizeLimitAndCutsBetweenCharacters() =>
        Gen.Select(Text, Gen.Int[40, 200]).Sample((text, maximumSize) =>
        {
            var writer = new JournalEntryWriter();
            writer.Begin(maximumSize);
            writer.Field("VALUE"u8, text);
            var datagram = writer.End();

            Assert.True(datagram.Length <= maximumSize);
            var entry = JournalEntry.Decode(datagram);
            var expected = Encoding.UTF8.GetBytes(text);
            if (entry.Names.Contains("VALUE"))
                Assert.True(expected.AsSpan().StartsWith(Encoding.UTF8.GetBytes(entry["VALUE"])));
            Assert.Equal(
                entry.Names.Contains("VALUE") && entry.Bytes("VALUE").Length == expected.Length,
                !entry.Names.Contains("MESSAGE_TRUNCATED"));
        });

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("😀")]
    [InlineData("€\n")]
    public void AValueIsCutAtTheLimit(string unit)
    {
        var writer = new JournalEntryWriter();
        writer.Begin(Unlimited);
        writer.Field("VALUE"u8, "." + string.Concat(Enumerable.Repeat(unit, JournalEntryWriter.ValueLimit)));
        writer.Field("NEXT"u8, "whole");

        var entry = JournalEntry.Decode(writer.End());
        const int widestCharacter = 4;
        Assert.InRange(
            entry.Bytes("VALUE").Length, JournalEntryWriter.ValueLimit - widestCharacter + 1, JournalEntryWriter.ValueLimit);
        Assert.DoesNotContain('\ufffd', entry["VALUE"]);
        Assert.Equal("whole", entry["NEXT"]);
        Assert.Equal("1", entry["MESSAGE_TRUNCATED"]);
    }

    [Fact]
    public void AValueOfExactlyTheLimitIsComplete()
    {
        var writer = new JournalEntryWriter();
        writer.Begin(Unlimited);
        writer.Field("VALUE"u8, new string('x', JournalEntryWriter.ValueLimit));

        var entry = JournalEntry.Decode(writer.End());
        Assert.Equal(JournalEntryWriter.ValueLimit, entry.Bytes("VALUE").Length);
        Assert.DoesNotContain("MESSAGE_TRUNCATED", entry.Names);
    }

    [Fact]
    public void HalfACharacterAtTheEndOfAFullValueMarksIt()
    {
        var writer = new JournalEntryWriter();
        writer.Begin(Unlimited);
        writer.Field("VALUE"u8, new string('x', JournalEntryWriter.ValueLimit) + '\ud83d');

        var entry = JournalEntry.Decode(writer.End());
        Assert.Equal(JournalEntryWriter.ValueLimit, entry.Bytes("VALUE").Length);
        Assert.Equal("1", entry["MESSAGE_TRUNCATED"]);
    }

    [Fact]
    public void FieldsBeyondTheLimitOfJournaldAreLeftOut()
    {
        var writer = new JournalEntryWriter();
        writer.Begin(Unlimited);
        for (var i = 0; i < 1100; i++)
            writer.Field(Encoding.ASCII.GetBytes($"FIELD_{i}"), "x");

        var entry = JournalEntry.Decode(writer.End());
        Assert.Equal(JournalEntryWriter.FieldLimit + 1, entry.Names.Count());
        Assert.Equal("1", entry["MESSAGE_TRUNCATED"]);
    }

    [Fact]
    public void AnEntryLeavesNothingForTheNextOne()
    {
        var writer = new JournalEntryWriter();
        writer.Begin(Unlimited);
        writer.Field("LARGE"u8, new string('x', JournalEntryWriter.ValueLimit + 1) + '\ud83d');
        writer.End();

        writer.Begin(Unlimited);
        writer.Field("SMALL"u8, "y");
        Assert.Equal("SMALL=y\n"u8, writer.End());
    }
}
