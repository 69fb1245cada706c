using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>
/// The part of Home Assistant's templates that devices need: <c>{{ value }}</c> and <c>{{ value_json.a['b'].c[0] }}</c>. Everything
/// else is no template to us. Pure.
/// </summary>
internal sealed partial class ValueTemplate
{
    private readonly IReadOnlyList<string>? _path;

    private ValueTemplate(IReadOnlyList<string>? path) => _path = path;

    /// <summary>The payload as it is.</summary>
    public static ValueTemplate Raw { get; } = new(null);

    /// <summary>Null: it is outside what we understand.</summary>
    public static ValueTemplate? Parse(string text)
    {
        if (text.Length > 1000) return null;
        if (Plain().IsMatch(text)) return Raw;
        var match = Path().Match(text);
        if (!match.Success) return null;
        return new([.. match.Groups["key"].Captures.Select(capture => capture.Value)]);
    }

    /// <summary>The value in a message; null when it is not in it.</summary>
    /// <param name="json">The payload as JSON, or null when it is none.</param>
    public string? Apply(string payload, JsonElement? json)
    {
        if (_path is null) return payload;
        if (json is not { } at) return null;
        foreach (var key in _path)
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(key, out var inner)) at = inner;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength()) at = at[index];
            else return null;
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString(),
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            // As Python writes them, which is what messages are compared with.
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            _ => at.GetRawText(),
        };
    }

    [GeneratedRegex(@"^\s*\{\{-?\s*value\s*-?\}\}\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^\s*\{\{-?\s*value_json(\.(?<key>[A-Za-z_]\w*)|\[\s*'(?<key>[^'\\\]]+)'\s*\]|\[\s*""(?<key>[^""\\\]]+)""\s*\]|\[\s*(?<key>[0-9]{1,4})\s*\])+\s*-?\}\}\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Path();
}
