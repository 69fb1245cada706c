using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>A value of a device's state or an argument of a command: text, a finite number, or yes and no.</summary>
[JsonConverter(typeof(DeviceValueConverter))]
public readonly record struct DeviceValue
{
    private readonly string? _text;
    private readonly double _number;

    private DeviceValue(DeviceValueKind kind, string? text, double number)
    {
        Kind = kind;
        _text = text;
        _number = number;
    }

    public DeviceValueKind Kind { get; }

    public static implicit operator DeviceValue(string text) => FromText(text);

    public static implicit operator DeviceValue(double number) => FromNumber(number);

    public static implicit operator DeviceValue(bool flag) => FromFlag(flag);

    public static DeviceValue FromText(string text) => new(DeviceValueKind.Text, text, 0);

    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public static DeviceValue FromNumber(double number) =>
        double.IsFinite(number) ? new(DeviceValueKind.Number, null, number) : throw new ArgumentOutOfRangeException(nameof(number), number, "must be finite");

    public static DeviceValue FromFlag(bool flag) => new(DeviceValueKind.Flag, null, flag ? 1 : 0);

    public bool TryText([NotNullWhen(true)] out string? value) => (value = Kind == DeviceValueKind.Text ? _text : null) is not null;

    public bool TryNumber(out double value)
    {
        value = _number;
        return Kind == DeviceValueKind.Number;
    }

    public bool TryFlag(out bool value)
    {
        value = _number != 0;
        return Kind == DeviceValueKind.Flag;
    }

    /// <summary>As JSON would write it, but text without quotes.</summary>
    public override string ToString() => Kind switch
    {
        DeviceValueKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        DeviceValueKind.Flag => _number != 0 ? "true" : "false",
        _ => _text ?? "",
    };
}

public enum DeviceValueKind
{
    Text,
    Number,
    Flag,
}

internal sealed class DeviceValueConverter : JsonConverter<DeviceValue>
{
    public override DeviceValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => DeviceValue.FromText(reader.GetString()!),
        JsonTokenType.True => DeviceValue.FromFlag(true),
        JsonTokenType.False => DeviceValue.FromFlag(false),
        JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number) => DeviceValue.FromNumber(number),
        _ => throw new JsonException("allowed: text, a number, true, false"),
    };

    public override void Write(Utf8JsonWriter writer, DeviceValue value, JsonSerializerOptions options)
    {
        if (value.TryNumber(out var number)) writer.WriteNumberValue(number);
        else if (value.TryFlag(out var flag)) writer.WriteBooleanValue(flag);
        else writer.WriteStringValue(value.ToString());
    }
}
