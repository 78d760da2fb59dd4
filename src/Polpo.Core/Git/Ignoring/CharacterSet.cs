namespace Polpo.Core.Git.Ignoring;

/// <summary>A set of characters in a wildcard: <c>[a-z]</c>, <c>[!0-9]</c>, <c>[[:space:]]</c>.</summary>
internal static class CharacterSet
{
    /// <summary>Matches the set that begins at <paramref name="p"/>. The answer is the place after it, or -1 when the set never ends or is malformed.</summary>
    public static int Match(string pattern, int p, char character, out bool matched)
    {
        matched = false;
        var negated = At(pattern, ++p) is '!' or '^';
        if (negated)
            p++;
        var previous = '\0';
        var start = p;
        while (p == start || At(pattern, p) != ']')
        {
            var item = At(pattern, p);
            if (item == '\0')
                return -1;
            if (item == '[' && At(pattern, p + 1) == ':' && ClassEnd(pattern, p) is var end and > 0)
            {
                if (InClass(pattern[(p + 2)..(end - 1)], character) is not { } inside)
                    return -1;
                matched |= inside;
                (p, previous) = (end + 1, '\0');
                continue;
            }
            if (item == '-' && previous != '\0' && At(pattern, p + 1) is not ('\0' or ']'))
            {
                var high = Literal(pattern, ref p, 1);
                if (high == '\0')
                    return -1;
                matched |= character >= previous && character <= high;
                previous = '\0';
                continue;
            }
            previous = Literal(pattern, ref p, 0);
            if (previous == '\0')
                return -1;
            matched |= character == previous;
        }
        matched ^= negated;
        return p + 1;
    }

    private static char Literal(string pattern, ref int p, int skip)
    {
        p += skip;
        if (At(pattern, p) == '\\')
            p++;
        return At(pattern, p++);
    }

    private static char At(string pattern, int p) => p < pattern.Length ? pattern[p] : '\0';

    /// <summary>The place of the bracket that closes <c>[:name:]</c>; 0 when it is not one.</summary>
    private static int ClassEnd(string pattern, int p)
    {
        var close = pattern.IndexOf(']', p + 2);
        return close > p + 2 && pattern[close - 1] == ':' ? close : 0;
    }

    private static bool? InClass(string name, char c) =>
        name switch
        {
            "alnum" => char.IsAsciiLetterOrDigit(c),
            "alpha" => char.IsAsciiLetter(c),
            "blank" => c is ' ' or '\t',
            "cntrl" => c is < ' ' or (char)127,
            "digit" => char.IsAsciiDigit(c),
            "graph" => c is > ' ' and < (char)127,
            "lower" => char.IsAsciiLetterLower(c),
            "print" => c is >= ' ' and < (char)127,
            "punct" => c is > ' ' and < (char)127 && !char.IsAsciiLetterOrDigit(c),
            "space" => c is ' ' or (>= '\t' and <= '\r'),
            "upper" => char.IsAsciiLetterUpper(c),
            "xdigit" => char.IsAsciiHexDigit(c),
            _ => null,
        };
}
