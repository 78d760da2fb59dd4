namespace Polpo.Engine.Kernel;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class Nearest
{
    private const int MostEdits = 2;
    private const int LongestLooked = 64;

    /// <summary>Null when none is near: <c>allowed_tool</c> is near <c>allowedTools</c>, <c>tags</c> is not.</summary>
    /// <param name="least">How many mistakes short names are allowed, too: where a wrong guess costs nothing.</param>
    public static string? Of(string written, IEnumerable<string> names, int least = 0)
    {
        if (written.Length > LongestLooked)
            return null;
        var plain = Plain(written);
        return names
            .Select(name => (Name: name, Edits: Edits(plain, Plain(name))))
            .Where(one => one.Edits <= Math.Max(least, Math.Min(MostEdits, one.Name.Length / 4)))
            .OrderBy(one => one.Edits)
            .FirstOrDefault()
            .Name;
    }

    /// <summary>Without what people write differently: capitals, dashes, underscores.</summary>
    private static string Plain(string name) =>
        new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    /// <summary>How many letters have to be put in, taken out, replaced or swapped with their neighbour.</summary>
    private static int Edits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
                edits[i, j] = i == 0 || j == 0 ? i + j : Least(edits, from, to, i, j);
        }
        return edits[from.Length, to.Length];
    }

    private static int Least(int[,] edits, string from, string to, int i, int j)
    {
        var same = from[i - 1] == to[j - 1];
        var least = Math.Min(Math.Min(edits[i - 1, j] + 1, edits[i, j - 1] + 1), edits[i - 1, j - 1] + (same ? 0 : 1));
        var swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        return swapped ? Math.Min(least, edits[i - 2, j - 2] + 1) : least;
    }
}
