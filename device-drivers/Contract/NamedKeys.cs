using System.Text.RegularExpressions;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>Which keys of a device are called what, as a setting says it: "f1=start 28=stop". Pure.</summary>
internal static partial class NamedKeys
{
    /// <returns>The device's own names and ours, in the order of the text.</returns>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.SettingInvalid"/>, naming the setting and the place.</exception>
    public static IReadOnlyList<(string Theirs, string Ours)> Parse(string setting, string text)
    {
        var keys = new List<(string Theirs, string Ours)>();
        foreach (var pair in text.Split([' ', ',', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=');
            if (parts.Length != 2 || parts[0].Length is 0 or > 32 || !Id().IsMatch(parts[1])) throw Wrong($"\"{pair}\"; allowed: name=key, the key of a-z, 0-9, _ . -");
            if (keys.Any(key => key.Theirs == parts[0])) throw Wrong($"\"{parts[0]}\" is there twice");
            keys.Add((parts[0], parts[1]));
        }

        return keys.Count <= 64 ? keys : throw Wrong($"{keys.Count} keys; allowed: at most 64");

        DeviceException Wrong(string problem) => new(DeviceProblems.SettingInvalid, $"setting \"{setting}\": {problem}");
    }

    /// <summary>What pages offer.</summary>
    public static Choice[] Choices(IEnumerable<string> ids) => [.. ids.Distinct().Select(id => new Choice { Id = id, Zh = id, En = id })];

    [GeneratedRegex("^[a-z0-9][a-z0-9_.-]{0,63}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
