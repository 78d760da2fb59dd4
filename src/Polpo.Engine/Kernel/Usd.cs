using System.Globalization;

namespace Polpo.Engine.Kernel;

/// <summary>An amount of money in micro-dollars: 1,000,000 is one US dollar.</summary>
public readonly record struct Usd(long Micros) : IComparable<Usd>
{
    public static readonly Usd Zero = new(0);

    public static Usd FromDollars(decimal dollars) =>
        new((long)decimal.Round(dollars * 1_000_000m, MidpointRounding.AwayFromZero));

    public decimal Dollars => Micros / 1_000_000m;

    public int CompareTo(Usd other) => Micros.CompareTo(other.Micros);

    public static Usd operator +(Usd left, Usd right) => new(checked(left.Micros + right.Micros));

    public static Usd operator -(Usd left, Usd right) => new(checked(left.Micros - right.Micros));

    public static bool operator <(Usd left, Usd right) => left.Micros < right.Micros;

    public static bool operator >(Usd left, Usd right) => left.Micros > right.Micros;

    public static bool operator <=(Usd left, Usd right) => left.Micros <= right.Micros;

    public static bool operator >=(Usd left, Usd right) => left.Micros >= right.Micros;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"${Dollars:0.00####}");
}
