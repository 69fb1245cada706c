using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Tongtang.Protocol.Settings;

/// <summary>Single values as they stand in a settings file.</summary>
internal static class SettingValue
{
    public static bool IsSimple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || type == typeof(TimeOnly) || type == typeof(Uri);
    }

    public static bool TryRead(Type type, string text, out object? value)
    {
        value = null;
        var invariant = CultureInfo.InvariantCulture;
        if (type == typeof(string)) value = text;
        else if (type == typeof(bool)) value = bool.TryParse(text, out var flag) ? flag : null;
        else if (type == typeof(int)) value = int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var number) ? number : null;
        else if (type == typeof(long)) value = long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var number) ? number : null;
        else if (type == typeof(double)) value = double.TryParse(text, NumberStyles.Float, invariant, out var number) && double.IsFinite(number) ? number : null;
        else if (type == typeof(TimeSpan)) value = ReadTimeSpan(text);
        else if (type == typeof(TimeOnly)) value = TimeOnly.TryParseExact(text, "HH:mm", invariant, DateTimeStyles.None, out var time) ? time : null;
        else if (type == typeof(Uri)) value = Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
        else if (type.IsEnum) value = ReadEnum(type, text);
        else throw new NotSupportedException($"Options of type {type} are not supported");
        return value is not null;
    }

    /// <summary>What may stand there, for people.</summary>
    public static string Allowed(Type type, PropertyInfo? property)
    {
        var range = property?.GetCustomAttribute<RangeAttribute>();
        var limits = range is null ? "" : $" from {range.Minimum} to {range.Maximum}";
        if (property?.GetCustomAttribute<StringLengthAttribute>() is { } length) return $"{length.MinimumLength} to {length.MaximumLength} characters";
        if (property?.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern) return $"text that matches {pattern.Pattern}";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int) || type == typeof(long)) return "a whole number" + limits;
        if (type == typeof(double)) return "a number" + limits;
        if (type == typeof(TimeSpan)) return "a duration as hh:mm:ss" + limits + ", e.g. 00:01:00";
        if (type == typeof(TimeOnly)) return "a time of day as hh:mm, e.g. 18:30";
        if (type == typeof(Uri)) return "an address that begins with http:// or https://, e.g. https://hub.example:8701";
        if (type.IsEnum) return string.Join(", ", Enum.GetNames(type).Select(Spelling.Dashed));
        return "text";
    }

    /// <summary>A bare number would be days to TimeSpan.Parse; a colon is therefore required.</summary>
    private static object? ReadTimeSpan(string text) =>
        text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;

    private static object? ReadEnum(Type type, string text)
    {
        var name = Array.Find(Enum.GetNames(type), n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase) || string.Equals(Spelling.Dashed(n), text, StringComparison.OrdinalIgnoreCase));
        return name is null ? null : Enum.Parse(type, name);
    }
}
