namespace Tongtang.DeviceDrivers.Contract;

/// <summary>A device's settings, checked against its driver's fields; what was not given has its default.</summary>
public sealed class DriverSettings
{
    private readonly Dictionary<string, DeviceValue> _values;
    private readonly List<string> _secrets;

    private DriverSettings(Dictionary<string, DeviceValue> values, List<string> secrets)
    {
        _values = values;
        _secrets = secrets;
    }

    /// <summary>The values of all secret settings that are not empty.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <summary>Every fault of the given values, naming setting, value and what is allowed; empty when there is none.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<SettingField> fields, IReadOnlyDictionary<string, DeviceValue> given) =>
    [
        .. given.Keys.Where(name => fields.All(field => field.Name != name))
            .Select(name => $"setting \"{name}\" is unknown; allowed: {(fields.Count == 0 ? "none" : string.Join(", ", fields.Select(field => field.Name)))}"),
        .. fields.Select(field => given.TryGetValue(field.Name, out var value) ? Problem(field, value) : Missing(field)).OfType<string>(),
    ];

    /// <exception cref="DeviceException"><see cref="DeviceProblems.SettingInvalid"/>, naming every fault.</exception>
    public static DriverSettings Read(IReadOnlyList<SettingField> fields, IReadOnlyDictionary<string, DeviceValue> given)
    {
        var problems = Problems(fields, given);
        if (problems.Count > 0) throw new DeviceException(DeviceProblems.SettingInvalid, string.Join("; ", problems));

        var read = new Dictionary<string, DeviceValue>();
        var hidden = new List<string>();
        foreach (var field in fields)
        {
            read[field.Name] = given.TryGetValue(field.Name, out var value) ? value : field.Default ?? "";
            if (field.Kind == SettingKind.Secret && read[field.Name].TryText(out var secret) && secret.Length > 0) hidden.Add(secret);
        }

        return new DriverSettings(read, hidden);
    }

    /// <summary>A text, secret, choice or file.</summary>
    public string Text(string name) => _values[name].TryText(out var text) ? text : throw Wrong(name);

    public int Integer(string name) => (int)Number(name);

    public double Number(string name) => _values[name].TryNumber(out var number) ? number : throw Wrong(name);

    public bool Flag(string name) => _values[name].TryFlag(out var flag) ? flag : throw Wrong(name);

    internal static string? Problem(SettingField field, DeviceValue value)
    {
        var fits = field.Kind switch
        {
            SettingKind.Flag => value.TryFlag(out _),
            SettingKind.Integer => value.TryNumber(out var number) && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue && InRange(field, number),
            SettingKind.Number => value.TryNumber(out var number) && InRange(field, number),
            SettingKind.Choice => value.TryText(out var text) && field.Options.Any(option => option.Id == text),
            SettingKind.File => value.TryText(out var text) && (text.Length == 0 || Path.GetFileName(text) == text) && text.Length <= 128,
            _ => value.TryText(out var text) && InRange(field, text.Length) && text.Length <= 1000,
        };
        if (fits) return null;
        var shown = field.Kind == SettingKind.Secret ? "hidden" : $"\"{value}\"";
        return $"setting \"{field.Name}\" is {shown}; allowed: {Allowed(field)}";
    }

    private static string? Missing(SettingField field) => field.Default is not null || field.Kind is SettingKind.Text or SettingKind.Secret && field.Minimum is null or 0
        ? null
        : $"setting \"{field.Name}\" is missing: {Allowed(field)}";

    private static bool InRange(SettingField field, double number) => !(number < field.Minimum) && !(number > field.Maximum);

    private static string Allowed(SettingField field)
    {
        var range = (field.Minimum, field.Maximum) switch
        {
            (null, null) => "",
            ({ } least, null) => $" from {least}",
            (null, { } most) => $" up to {most}",
            ({ } least, { } most) => $" from {least} to {most}",
        };
        return field.Kind switch
        {
            SettingKind.Flag => "true, false",
            SettingKind.Integer => "a whole number" + range,
            SettingKind.Number => "a number" + range,
            SettingKind.Choice => string.Join(", ", field.Options.Select(option => option.Id)),
            SettingKind.File => "the name of a file, without a folder",
            _ => range.Length > 0 ? $"text of{range} characters" : "text of at most 1000 characters",
        };
    }

    private static ArgumentException Wrong(string name) => new($"setting \"{name}\" is of another kind; this is a fault of the driver", nameof(name));
}
