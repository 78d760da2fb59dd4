using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Budgets;

/// <summary>A calendar month in UTC, written <c>2026-11</c>.</summary>
public static class BudgetMonth
{
    private const string Form = "yyyy-MM";

    public static string Of(DateTimeOffset instant) => instant.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <exception cref="RefusedException">It is no month.</exception>
    public static string Parse(string text) =>
        DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text
            : throw new RefusedException(Refusal.Invalid, $"\"{text}\" is no month. Write one as 2026-11.");

    /// <summary><c>November 2026</c>.</summary>
    internal static string Said(string month) =>
        DateTime
            .ParseExact(month, Form, CultureInfo.InvariantCulture)
            .ToString("MMMM yyyy", CultureInfo.InvariantCulture);
}
