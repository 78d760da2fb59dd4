using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Polpo.Engine.Kernel;

namespace Polpo.Engine.Storage;

/// <summary>How values are stored, the same on both databases.</summary>
public static class StoredForms
{
    public static long ToMicros(DateTimeOffset instant) => (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    public static DateTimeOffset FromMicros(long micros) =>
        new(DateTime.UnixEpoch.Ticks + (micros * 10), TimeSpan.Zero);

    internal static void Apply(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configuration.Properties<Usd>().HaveConversion<UsdConverter>();
        configuration.Properties<Enum>().HaveConversion<string>();
    }

    /// <summary>Stores an id in its wire form.</summary>
    public static PropertyBuilder<Id<T>> HasId<T>(this PropertyBuilder<Id<T>> property)
        where T : IIdentified => property.HasConversion(id => id.Text, text => Id<T>.Parse(text));

    private sealed class InstantConverter()
        : ValueConverter<DateTimeOffset, long>(instant => ToMicros(instant), micros => FromMicros(micros));

    private sealed class UsdConverter() : ValueConverter<Usd, long>(usd => usd.Micros, micros => new Usd(micros));
}
