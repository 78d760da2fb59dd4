using System.Text.Json;
using System.Text.Json.Serialization;
using Polpo.Engine.Kernel;

namespace Polpo.Engine.Journal;

/// <summary>Ids as their text and money as micro-dollars, in facts and in answers.</summary>
public sealed class WireForms : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert == typeof(Usd)
        || (typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Id<>));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(Usd)
            ? new UsdConverter()
            : (JsonConverter)
                Activator.CreateInstance(typeof(IdConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class UsdConverter : JsonConverter<Usd>
    {
        public override Usd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Usd value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Micros);
    }

    private sealed class IdConverter<T> : JsonConverter<Id<T>>
        where T : IIdentified
    {
        public override Id<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Id<T>.Parse(reader.GetString());

        public override void Write(Utf8JsonWriter writer, Id<T> value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
