using System.Text.RegularExpressions;
using Tongtang.EdgeAgent.Devices;

namespace Tongtang.EdgeAgent.Scenes;

/// <summary>What scenes must keep to. Pure.</summary>
internal static partial class SceneRules
{
    private const int MostSteps = 100;
    private const int Deepest = 8;

    public static IEnumerable<string> Problems(Equipment equipment) =>
    [
        .. equipment.Scenes.SelectMany((scene, i) => SceneProblems(scene, equipment).Select(problem => $"scenes[{i}] \"{scene.Id}\": {problem}.")),
        .. EquipmentRules.Twice("scenes", equipment.Scenes.Select(scene => scene.Id)),
        .. equipment.Scenes.Where(scene => Circle(scene.Id, equipment.Scenes, []) is not null)
            .Select(scene => $"scenes: \"{scene.Id}\" runs itself: {Circle(scene.Id, equipment.Scenes, [])}."),
    ];

    /// <summary>The faults of steps, each with its place below the scene or rule; also for the steps of rules.</summary>
    public static IEnumerable<string> StepProblems(IReadOnlyList<SceneStep> steps, string place, Equipment equipment, int depth = 0)
    {
        if (steps.Count > MostSteps) yield return $"{place}: there are {steps.Count} steps; allowed: at most {MostSteps}";
        if (depth > Deepest)
        {
            yield return $"{place}: steps lie more than {Deepest} deep in one another";
            yield break;
        }

        foreach (var (step, i) in steps.Take(MostSteps).Select((step, i) => (step, i)))
        {
            foreach (var problem in OneStepProblems(step, $"{place}[{i}]", equipment, depth)) yield return problem;
        }
    }

    private static IEnumerable<string> SceneProblems(SceneOptions scene, Equipment equipment)
    {
        if (!SceneId().IsMatch(scene.Id)) yield return "id: allowed are a-z, 0-9 and -, 1 to 32 characters";
        if (scene.Names.Zh.Trim().Length is 0 or > 32 || scene.Names.En.Trim().Length is 0 or > 32) yield return "names: allowed are 1 to 32 characters in both languages";
        if (scene.Steps.Count == 0) yield return "steps is empty";
        foreach (var problem in StepProblems(scene.Steps, "steps", equipment)) yield return problem;
    }

    private static IEnumerable<string> OneStepProblems(SceneStep step, string place, Equipment equipment, int depth)
    {
        var kinds = new[] { step.Device is not null, step.Parallel is not null, step.Scene is not null, step.Recording is not null, step.PauseSeconds is not null }.Count(there => there);
        if (kinds != 1) yield return $"{place}: names {kinds} of device, parallel, scene, recording and pauseSeconds; exactly one is allowed";
        if (step.Device is { } device)
        {
            if (equipment.Devices.All(known => known.Id != device)) yield return $"{place}: there is no device \"{device}\"";
            if (step.Capability.Length == 0 || step.Action.Length == 0) yield return $"{place}: name capability and action";
        }

        if (step.Device is null && step.Until is not null) yield return $"{place}: until needs a device";
        if (step.Until is { Seconds: < 1 or > 300 } wait) yield return $"{place}: until.seconds is {wait.Seconds}; allowed: 1 to 300";
        if (step.Scene is { } scene && equipment.Scenes.All(known => known.Id != scene)) yield return $"{place}: there is no scene \"{scene}\"";
        if (step.PauseSeconds is < 0 or > 600) yield return $"{place}: pauseSeconds is {step.PauseSeconds}; allowed: 0 to 600";
        foreach (var problem in step.Parallel is null ? [] : StepProblems(step.Parallel, $"{place}.parallel", equipment, depth + 1)) yield return problem;
    }

    /// <summary>The way by which a scene comes to itself, e.g. "a → b → a"; null when it does not.</summary>
    private static string? Circle(string id, IReadOnlyList<SceneOptions> scenes, IReadOnlyList<string> way)
    {
        if (way.Count > 0 && way[0] == id) return string.Join(" → ", way.Append(id));
        if (way.Contains(id)) return null;
        var next = scenes.FirstOrDefault(scene => scene.Id == id)?.Steps ?? [];
        return Called(next, 0).Distinct().Select(called => Circle(called, scenes, [.. way, id])).FirstOrDefault(circle => circle is not null);
    }

    private static IEnumerable<string> Called(IReadOnlyList<SceneStep> steps, int depth) => depth > Deepest
        ? []
        : steps.SelectMany(step => (step.Scene is { } scene ? [scene] : Array.Empty<string>()).Concat(Called(step.Parallel ?? [], depth + 1)));

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SceneId();
}
