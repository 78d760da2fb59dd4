using System.Globalization;
using System.Text;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Approvals.Expressions;

internal enum TokenKind
{
    Name,
    Text,
    Number,
    Sign,
    End,
}

/// <param name="At">The place of its first character, from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, double Number, int At)
{
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    public string Said => Kind == TokenKind.End ? "the end" : $"\"{Text}\"";
}

/// <summary>Cuts a condition into names, literals and signs.</summary>
internal sealed class ExpressionTokens(string text)
{
    private static readonly string[] Signs =
    [
        "===",
        "!==",
        "==",
        "!=",
        "<=",
        ">=",
        "&&",
        "||",
        "<",
        ">",
        "!",
        "(",
        ")",
        "[",
        "]",
        ".",
        ",",
    ];

    private int _at;

    public Token Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        if (_at == text.Length)
            return new Token(TokenKind.End, "", 0, _at + 1);
        var first = text[_at];
        if (first is '"' or '\'')
            return Quoted(first);
        if (char.IsAsciiDigit(first) || (first == '-' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            return Number();
        if (IsNameStart(first))
            return Name();
        var sign = Signs.FirstOrDefault(sign => text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal));
        if (sign is null)
            throw Refuse(_at + 1, $"\"{first}\" means nothing here", FixOf(first));
        _at += sign.Length;
        return new Token(TokenKind.Sign, sign, 0, _at - sign.Length + 1);
    }

    public RefusedException Refuse(int at, string fact, string fix) =>
        new(Refusal.Invalid, $"The condition \"{Shown()}\" is not understood at character {at}: {fact}. {fix}");

    private string Shown() => text.Length <= 120 ? text : $"{text.AsSpan(0, 119)}…";

    private static string FixOf(char sign) =>
        sign switch
        {
            '=' => "Write === to compare.",
            '&' => "Write && for and.",
            '|' => "Write || for or.",
            '`' => "Put text in \" or '.",
            '+' or '-' or '*' or '/' or '%' => "A condition compares and does not calculate.",
            _ => "A condition has paths, texts in quotes, numbers, comparisons, && || ! and parentheses.",
        };

    private Token Name()
    {
        var from = _at;
        while (_at < text.Length && (IsNameStart(text[_at]) || char.IsAsciiDigit(text[_at])))
            _at++;
        return new Token(TokenKind.Name, text[from.._at], 0, from + 1);
    }

    private static bool IsNameStart(char letter) => char.IsAsciiLetter(letter) || letter is '_' or '$';

    private Token Number()
    {
        var from = _at++;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '.'))
            _at++;
        var written = text[from.._at];
        const NumberStyles style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(written, style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? new Token(TokenKind.Number, written, number, from + 1)
            : throw Refuse(from + 1, $"\"{written}\" is no number", "Write it as 5, -1 or 0.8.");
    }

    private Token Quoted(char quote)
    {
        var from = _at++;
        var content = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            if (text[_at] == '\\')
            {
                if (_at + 1 == text.Length || text[_at + 1] is not ('\\' or '"' or '\''))
                    throw Refuse(_at + 1, "only a quote or a backslash may follow a backslash", @"Write \\ for one.");
                _at++;
            }
            content.Append(text[_at++]);
        }
        if (_at == text.Length)
            throw Refuse(from + 1, "this text has no end", $"Close it with {quote}.");
        _at++;
        return new Token(TokenKind.Text, content.ToString(), 0, from + 1);
    }
}
