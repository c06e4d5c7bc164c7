using System.Text;

namespace Wattd.Tests.Support;

/// <summary>Mutates documents, in the same way each time for the same seed.</summary>
/// <param name="seed">The seed of the mutations.</param>
/// <param name="pieces">Text that can be inserted in addition to digits and signs: words and marks of the document's format.</param>
sealed class Mutator(int seed, params string[] pieces)
{
    const int MostMutations = 6, LongestCut = 200;
    const string Signs = "0123456789.-+eExX,%<>&;:#'\"\\/{}[]| \t\r\n";

    readonly Random _random = new(seed);

    /// <summary>Runs an action with each of the first seeds, and names the one with which it fails.</summary>
    public static void ForEachSeed(int count, Action<int> action)
    {
        for (var seed = 0; seed < count; seed++)
        {
            try
            {
                action(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"with the seed {seed}", e);
            }
        }
    }

    /// <summary>A copy of one of the documents with one to six mutations.</summary>
    public byte[] Mutate(IReadOnlyList<byte[]> documents)
    {
        var bytes = Pick(documents).ToList();
        for (var i = _random.Next(MostMutations); i >= 0; i--)
            Mutate(bytes);
        return [.. bytes];
    }

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>True once in a number of times.</summary>
    public bool OnceIn(int times) => _random.Next(times) == 0;

    void Mutate(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var length = Math.Min(_random.Next(LongestCut), bytes.Count - at);
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Enumerable.Range(0, 1 + _random.Next(20)).Select(_ => (byte)Signs[_random.Next(Signs.Length)]));
                break;
            case 5 when pieces.Length > 0:
                bytes.InsertRange(at, Encoding.Latin1.GetBytes(Pick(pieces)));
                break;
            case 6 when OnceIn(4):
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
