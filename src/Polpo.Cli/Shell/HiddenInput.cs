using System.Text;

namespace Polpo.Cli.Shell;

/// <summary>Reads a secret without showing it. From a pipe: all of it, without its last line break.</summary>
internal static class HiddenInput
{
    public static string? Read(string prompt)
    {
        if (Console.IsInputRedirected)
            return Piped(Console.In.ReadToEnd());
        Console.Error.Write(prompt);
        var typed = Typed(() => Console.ReadKey(intercept: true));
        Console.Error.WriteLine();
        return typed;
    }

    internal static string? Piped(string text)
    {
        var value =
            text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
            : text.EndsWith('\n') ? text[..^1]
            : text;
        return value.Length == 0 ? null : value;
    }

    /// <summary>Until Enter; null when it was given up with Escape or nothing was typed.</summary>
    internal static string? Typed(Func<ConsoleKeyInfo> next)
    {
        var value = new StringBuilder();
        while (true)
        {
            var key = next();
            if (key.Key == ConsoleKey.Enter)
                return value.Length == 0 ? null : value.ToString();
            if (key.Key == ConsoleKey.Escape)
                return null;
            if (key.Key == ConsoleKey.Backspace)
                value.Length = Math.Max(0, value.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                value.Append(key.KeyChar);
        }
    }
}
