using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf.Collections;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>A value of a device's state or an argument of a command: text, a finite number, or yes and no. In JSON it is just that.</summary>
[JsonConverter(typeof(PropertyValueConverter))]
internal readonly record struct PropertyValue
{
    private PropertyValue(string? text, double? number, bool? flag) => (Text, Number, Flag) = (text, number, flag);

    public string? Text { get; }

    public double? Number { get; }

    public bool? Flag { get; }

    public static PropertyValue Of(string text) => new(text, null, null);

    public static PropertyValue Of(double number) => new(null, number, null);

    public static PropertyValue Of(bool flag) => new(null, null, flag);

    /// <summary>Null for what is no value: nothing at all, or a number that is none.</summary>
    public static PropertyValue? Read(DeviceValue value) => value.KindCase switch
    {
        DeviceValue.KindOneofCase.Text => Of(value.Text),
        DeviceValue.KindOneofCase.Number when double.IsFinite(value.Number) => Of(value.Number),
        DeviceValue.KindOneofCase.Flag => Of(value.Flag),
        _ => null,
    };

    public DeviceValue ToMessage() => this switch
    {
        { Number: { } number } => new DeviceValue { Number = number },
        { Flag: { } flag } => new DeviceValue { Flag = flag },
        _ => new DeviceValue { Text = Text ?? "" },
    };

    public static void Fill(MapField<string, DeviceValue> map, IReadOnlyDictionary<string, PropertyValue> values)
    {
        foreach (var (name, value) in values) map[name] = value.ToMessage();
    }

    public override string ToString() => this switch
    {
        { Number: { } number } => $"{number}",
        { Flag: { } flag } => flag ? "true" : "false",
        _ => Text ?? "",
    };
}

internal sealed class PropertyValueConverter : JsonConverter<PropertyValue>
{
    public override PropertyValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => PropertyValue.Of(reader.GetString()!),
        JsonTokenType.True => PropertyValue.Of(true),
        JsonTokenType.False => PropertyValue.Of(false),
        JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number) => PropertyValue.Of(number),
        _ => throw new JsonException("allowed: text, a number, true, false"),
    };

    public override void Write(Utf8JsonWriter writer, PropertyValue value, JsonSerializerOptions options)
    {
        if (value.Number is { } number) writer.WriteNumberValue(number);
        else if (value.Flag is { } flag) writer.WriteBooleanValue(flag);
        else writer.WriteStringValue(value.Text ?? "");
    }
}
