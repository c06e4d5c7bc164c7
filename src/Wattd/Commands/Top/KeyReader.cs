namespace Wattd.Commands.Top;

/// <summary>Finds keys in the bytes that a terminal sends. A sequence may come in several pieces.</summary>
sealed class KeyReader
{
    const byte ControlC = 3, Escape = 0x1b;

    State _state;
    int _number;

    enum State
    {
        Plain,
        Escape,

        /// <summary>After <c>ESC [</c>: a number, and a letter or a tilde (ECMA-48, CSI).</summary>
        Control,

        /// <summary>After <c>ESC O</c>: a letter (ECMA-48, SS3; keys in application mode).</summary>
        Single,
    }

    /// <summary>The keys, in the order in which they were pressed. Keys without a meaning are left out.</summary>
    public IReadOnlyList<Key> Keys(ReadOnlySpan<byte> bytes)
    {
        var keys = new List<Key>();
        foreach (var value in bytes)
        {
            if (Take(value) is { } key)
                keys.Add(key);
        }
        return keys;
    }

    Key? Take(byte value)
    {
        switch (_state)
        {
            case State.Escape when value is (byte)'[' or (byte)'O':
                (_state, _number) = (value == '[' ? State.Control : State.Single, 0);
                return null;
            case State.Control when value is >= 0x20 and < 0x40:
                // Of several numbers the first names the key, the others Shift, Alt and Ctrl.
                _number = value switch
                {
                    >= (byte)'0' and <= (byte)'9' when _number is >= 0 and < 100 => _number * 10 + (value - '0'),
                    _ => -Math.Abs(_number),
                };
                return null;
            case State.Control or State.Single when value is >= 0x40 and < 0x7f:
                _state = State.Plain;
                return OfSequence(value, Math.Abs(_number));
            default:
                _state = value == Escape ? State.Escape : State.Plain;
                return OfByte(value);
        }
    }

    static Key? OfSequence(byte end, int number) => ((char)end, number) switch
    {
        ('A', _) => Key.Up,
        ('B', _) => Key.Down,
        ('H', _) or ('~', 1 or 7) => Key.Home,
        ('F', _) or ('~', 4 or 8) => Key.End,
        ('~', 5) => Key.PageUp,
        ('~', 6) => Key.PageDown,
        _ => null,
    };

    static Key? OfByte(byte value) => value switch
    {
        (byte)'k' => Key.Up,
        (byte)'j' => Key.Down,
        (byte)'b' => Key.PageUp,
        (byte)' ' => Key.PageDown,
        (byte)'g' => Key.Home,
        (byte)'G' => Key.End,
        (byte)'q' or (byte)'Q' or ControlC => Key.Quit,
        _ => null,
    };
}
