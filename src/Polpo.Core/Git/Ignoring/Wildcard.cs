namespace Polpo.Core.Git.Ignoring;

/// <summary>
/// git's wildcard match: <c>*</c>, <c>?</c>, <c>[…]</c>, and <c>**</c> between slashes. What failed once is remembered, so a hostile pattern costs
/// at most its length times the path's.
/// </summary>
internal sealed class Wildcard(string pattern, bool slashesMatter)
{
    /// <summary>What stands before the first special character. As git does it, the rest is matched as a pattern of its own: in <c>a**/b</c> the stars begin it, and so cross slashes.</summary>
    private readonly int _literal =
        slashesMatter && pattern.IndexOfAny(['*', '?', '[', '\\']) is var special and >= 0 ? special : 0;

    public bool Matches(string text) =>
        text.AsSpan().StartsWith(pattern.AsSpan(0, _literal))
        && new Run(pattern[_literal..], _literal == 0 ? text : text[_literal..], slashesMatter).From(0, 0);

    private sealed class Run(string pattern, string text, bool slashesMatter)
    {
        private HashSet<(int, int)>? _failed;

        public bool From(int p, int t)
        {
            if (_failed?.Contains((p, t)) == true)
                return false;
            var (start, at) = (p, t);
            while (p < pattern.Length)
            {
                if (pattern[p] == '*')
                    return Stars(p, t) || Fail(start, at);
                if (t == text.Length || !One(ref p, text[t]))
                    return Fail(start, at);
                t++;
            }
            return t == text.Length || Fail(start, at);
        }

        /// <summary>Matches one character against what stands at <paramref name="p"/> and moves beyond it.</summary>
        private bool One(ref int p, char character)
        {
            switch (pattern[p])
            {
                case '?':
                    p++;
                    return !slashesMatter || character != '/';
                case '[':
                    var end = CharacterSet.Match(pattern, p, character, out var matched);
                    p = end;
                    return matched && end > 0 && (!slashesMatter || character != '/');
                case '\\':
                    p += 2;
                    return p <= pattern.Length && pattern[p - 1] == character;
                default:
                    return pattern[p++] == character;
            }
        }

        private bool Stars(int p, int t)
        {
            var first = p;
            while (p < pattern.Length && pattern[p] == '*')
                p++;
            var crosses = !slashesMatter;
            if (slashesMatter && p - first > 1 && (first == 0 || pattern[first - 1] == '/') && EndsPart(p))
            {
                if (p < pattern.Length && pattern[p] == '/' && From(p + 1, t))
                    return true;
                crosses = true;
            }
            if (p == pattern.Length)
                return crosses || text.IndexOf('/', t) < 0;
            for (; t < text.Length; t++)
            {
                if (From(p, t))
                    return true;
                if (!crosses && text[t] == '/')
                    return false;
            }
            return false;
        }

        private bool EndsPart(int p) =>
            p == pattern.Length
            || pattern[p] == '/'
            || (pattern[p] == '\\' && p + 1 < pattern.Length && pattern[p + 1] == '/');

        private bool Fail(int p, int t)
        {
            (_failed ??= []).Add((p, t));
            return false;
        }
    }
}
