using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules.Timing;

/// <summary>
/// Minute, hour, day of month, month and day of week, on the wall clock. Where both days are restricted, either of them is enough, as in
/// every cron.
/// </summary>
internal sealed class CronExpression
{
    private const int Longest = 256;

    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _days;
    private readonly CronField _months;
    private readonly CronField _weekdays;

    private CronExpression(IReadOnlyList<CronField> fields) =>
        (_minutes, _hours, _days, _months, _weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);

    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static CronExpression Parse(string text)
    {
        if (text.Length > Longest)
            throw new RefusedException(
                Refusal.Invalid,
                $"The cron expression has {text.Length} characters; at most {Longest} are read."
            );
        if (text.TrimStart().StartsWith('@'))
            throw new RefusedException(
                Refusal.Invalid,
                $"\"{text.Trim()}\" is not known. Write five fields: 0 0 * * * is daily, 0 * * * * hourly, 0 0 * * 0 weekly."
            );
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == CronFieldForm.All.Count
            ? new CronExpression([.. CronFieldForm.All.Zip(fields, (form, field) => form.Read(field))])
            : throw new RefusedException(
                Refusal.Invalid,
                $"The cron expression \"{text}\" has {fields.Length} fields; it needs five: minute, hour, day-of-month, month, day-of-week. For example 30 9 * * 1-5."
            );
    }

    /// <summary>The first minute that fits, from <paramref name="from"/> to <paramref name="until"/>, both included.</summary>
    public DateTime? First(DateTime from, DateTime until)
    {
        for (var day = from.Date; day <= until.Date; day = day.AddDays(1))
        {
            if (!_months.Has(day.Month))
                day = day.AddDays(DateTime.DaysInMonth(day.Year, day.Month) - day.Day);
            else if (Fits(day) && FirstOf(day, day == from.Date ? from.TimeOfDay : TimeSpan.Zero) is { } found)
                return found <= until ? found : null;
        }
        return null;
    }

    /// <summary>The last minute that fits, from <paramref name="until"/> back to <paramref name="from"/>, both included.</summary>
    public DateTime? Last(DateTime from, DateTime until)
    {
        for (var day = until.Date; day >= from.Date; day = day.AddDays(-1))
        {
            if (Fits(day) && LastOf(day, day == until.Date ? until.TimeOfDay : new TimeSpan(23, 59, 0)) is { } found)
                return found >= from ? found : null;
        }
        return null;
    }

    private bool Fits(DateTime day)
    {
        if (!_months.Has(day.Month))
            return false;
        var (ofMonth, ofWeek) = (_days.Has(day.Day), _weekdays.Has((int)day.DayOfWeek));
        return _days.IsRestricted && _weekdays.IsRestricted ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    private DateTime? FirstOf(DateTime day, TimeSpan from)
    {
        for (var hour = _hours.First(from.Hours); hour is { } at; hour = _hours.First(at + 1))
        {
            if (_minutes.First(at == from.Hours ? from.Minutes : 0) is { } minute)
                return day.AddHours(at).AddMinutes(minute);
        }
        return null;
    }

    private DateTime? LastOf(DateTime day, TimeSpan until)
    {
        for (var hour = _hours.Last(until.Hours); hour is { } at; hour = _hours.Last(at - 1))
        {
            if (_minutes.Last(at == until.Hours ? until.Minutes : 59) is { } minute)
                return day.AddHours(at).AddMinutes(minute);
        }
        return null;
    }
}
