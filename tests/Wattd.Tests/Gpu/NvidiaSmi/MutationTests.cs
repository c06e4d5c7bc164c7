using System.Reflection;
using CsCheck;
using Wattd.Gpu;
using Wattd.Gpu.NvidiaSmi;
using Wattd.Sampling;

namespace Wattd.Tests.Gpu.NvidiaSmi;

/// <summary>Whatever becomes of a document, it is refused in the one way or read into values that can be.</summary>
public sealed class MutationTests
{
    static readonly byte[][] Documents =
    [
        .. Directory.GetFiles(NvidiaSmiRig.Fixtures, "*.xml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
    ];

    static readonly FieldInfo[] Values =
        [.. typeof(GpuReading).GetFields().Where(field => field.FieldType == typeof(double?))];

    static readonly Gen<Func<byte[], byte[]>> Mutation = Gen.OneOf(
        Gen.Select(Gen.Double[0, 1], Gen.Byte, (where, value) => new Func<byte[], byte[]>(bytes => Flip(bytes, where, value))),
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 200], (where, length) => new Func<byte[], byte[]>(bytes => Delete(bytes, where, length))),
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[0, 200],
            (from, to, length) => new Func<byte[], byte[]>(bytes => Copy(bytes, from, to, length))),
        Gen.Select(Gen.Double[0, 1], Digits, (where, digits) => new Func<byte[], byte[]>(bytes => Insert(bytes, where, digits))));

    static Gen<byte[]> Digits => Gen.Char["0123456789.-+eE,%<>& NaInf"].Array[1, 40]
        .Select(characters => Array.ConvertAll(characters, character => (byte)character));

    [Fact]
    public void AMutatedDocumentIsRefusedOrGivesValuesInRange() =>
        Gen.Select(Gen.Int[0, Documents.Length - 1], Mutation.Array[1, 6]).Sample((document, mutations) =>
        {
            var bytes = mutations.Aggregate((byte[])Documents[document].Clone(), (bytes, mutate) => mutate(bytes));
            try
            {
                if (NvidiaSmiDocument.Parse(bytes) is { } parsed)
                    AssertInRange(NvidiaSmiAnswer.Of(parsed, System.Text.Encoding.UTF8.GetString(bytes)));
            }
            catch (SourceException refused)
            {
                Assert.Equal(GpuFailure.InvalidDocument, refused.Reason);
            }
        }, iter: 5000);

    [Fact]
    public void ADocumentCutOffAnywhereIsRefusedAndNeverHalfRead()
    {
        var whole = NvidiaSmiRig.Fixture("driver-570").AsSpan().TrimEnd((byte)'\n').ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            var bytes = whole[..length];
            if (bytes.AsSpan().IndexOf("<nvidia_smi_log"u8) < 0)
                Assert.Null(NvidiaSmiDocument.Parse(bytes));
            else
                Assert.Throws<SourceException>(() => NvidiaSmiDocument.Parse(bytes));
        }
    }

    static void AssertInRange(NvidiaSmiAnswer answer)
    {
        Assert.InRange(answer.AttachedGpus, 0, Plausible.MostGpus);
        Assert.Distinct(answer.Gpus.Select(gpu => gpu.Identity.BusId));
        foreach (var (identity, reading) in answer.Gpus)
        {
            Assert.True(PciBusId.TryNormalise(identity.BusId, out var normal) && normal == identity.BusId);
            Assert.DoesNotContain(identity.Name + identity.Uuid, char.IsSurrogate);
            foreach (var field in Values)
            {
                if (field.GetValue(reading) is double value)
                    Assert.InRange(value, Least(field.Name), Most(field.Name));
            }
            if (!reading.Up)
                Assert.Equal(default, reading);
        }
    }

    static double Least(string field) => field == nameof(GpuReading.TemperatureCelsius) ? -100 : 0;

    static double Most(string field) => field.EndsWith("Percent", StringComparison.Ordinal) ? 100 : 1e19;

    static int At(byte[] bytes, double where) => (int)(where * bytes.Length);

    static byte[] Flip(byte[] bytes, double where, byte value)
    {
        if (At(bytes, where) < bytes.Length)
            bytes[At(bytes, where)] = value;
        return bytes;
    }

    static byte[] Delete(byte[] bytes, double where, int length) =>
        [.. bytes[..At(bytes, where)], .. bytes[Math.Min(bytes.Length, At(bytes, where) + length)..]];

    static byte[] Insert(byte[] bytes, double where, byte[] inserted) =>
        [.. bytes[..At(bytes, where)], .. inserted, .. bytes[At(bytes, where)..]];

    static byte[] Copy(byte[] bytes, double from, double to, int length) =>
        Insert(bytes, to, bytes[At(bytes, from)..Math.Min(bytes.Length, At(bytes, from) + length)]);
}
