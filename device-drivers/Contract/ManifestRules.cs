using System.Text.RegularExpressions;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>What a driver.json must keep to beyond its form. Pure.</summary>
internal static partial class ManifestRules
{
    public static IEnumerable<string> Problems(DriverManifest manifest)
    {
        if (!DriverId().IsMatch(manifest.Id)) yield return $"id is \"{manifest.Id}\"; allowed: a-z, 0-9 and -, 1 to 32 characters";
        if (manifest.Connections.Count == 0) yield return "connections is empty; name at least one way to reach the device";
        if (manifest.PollSeconds is < 0.1 or > 3600) yield return $"pollSeconds is {manifest.PollSeconds}; allowed: 0.1 to 3600";
        if (manifest.PollSecondsOff is < 0.1 or > 3600) yield return $"pollSecondsOff is {manifest.PollSecondsOff}; allowed: 0.1 to 3600";

        foreach (var twice in manifest.Capabilities.GroupBy(c => c.Id).Where(group => group.Count() > 1)) yield return $"capability \"{twice.Key}\" is there {twice.Count()} times";
        foreach (var capability in manifest.Capabilities)
        {
            if (capability.Describe() is not { } described)
            {
                yield return $"capability \"{capability.Id}\" is unknown";
                continue;
            }

            foreach (var action in capability.Actions.Where(action => action != "steps" && described.Actions.All(known => known.Id != action)))
                yield return $"capability \"{capability.Id}\" has no action \"{action}\"";
            if (capability.Channels is < 1 or > 64) yield return $"capability \"{capability.Id}\": channels is {capability.Channels}; allowed: 1 to 64";
            foreach (var option in capability.Options.Where(option => !ChoiceId().IsMatch(option.Id))) yield return $"capability \"{capability.Id}\": option \"{option.Id}\" is not a-z, 0-9, _ . -";
            foreach (var twice in capability.Options.GroupBy(o => o.Id).Where(group => group.Count() > 1)) yield return $"capability \"{capability.Id}\": option \"{twice.Key}\" is there {twice.Count()} times";
        }

        foreach (var twice in manifest.Settings.GroupBy(s => s.Name).Where(group => group.Count() > 1)) yield return $"setting \"{twice.Key}\" is there {twice.Count()} times";
        foreach (var problem in manifest.Settings.SelectMany(SettingProblems)) yield return problem;
        if (manifest.Probes.Count > 0 && manifest.Connections.All(connection => connection.Kind != ConnectionKind.Serial)) yield return "probes need a serial connection";
        foreach (var problem in manifest.Probes.SelectMany(probe => probe.Problems())) yield return $"probes: {problem}";
    }

    private static IEnumerable<string> SettingProblems(SettingField field)
    {
        if (!SettingName().IsMatch(field.Name)) yield return $"setting \"{field.Name}\": a name is a-z, A-Z and 0-9, 1 to 32 characters, a small letter first";
        if (field.Minimum > field.Maximum) yield return $"setting \"{field.Name}\": minimum {field.Minimum} is above maximum {field.Maximum}";
        if (field.Kind == SettingKind.Choice && field.Options.Count == 0) yield return $"setting \"{field.Name}\": a choice needs options";
        if (field.Default is { } value && DriverSettings.Problem(field, value) is { } problem) yield return $"default of {problem}";
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DriverId();

    [GeneratedRegex("^[a-z0-9][a-z0-9_.-]{0,63}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ChoiceId();

    [GeneratedRegex("^[a-z][a-zA-Z0-9]{0,31}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SettingName();
}
