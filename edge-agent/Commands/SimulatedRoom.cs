using System.CommandLine;

namespace Tongtang.EdgeAgent.Commands;

/// <summary>The sources of a made-up room: a teacher's camera that speaks, further cameras, a screen, a microphone.</summary>
internal sealed class SimulatedRoom
{
    private readonly Option<int> _cameras = Ranged("--cameras", "How many cameras, the teacher's included.", 1, 1, 6);
    private readonly Option<int> _height = Ranged("--height", "Height of the pictures; they are 16:9.", 720, 90, 1080);
    private readonly Option<int> _frames = Ranged("--fps", "Pictures a second.", 25, 5, 60);
    private readonly Option<bool> _screen = new("--screen") { Description = "With the teacher's screen.", DefaultValueFactory = _ => true };
    private readonly Option<bool> _microphone = new("--microphone") { Description = "With a microphone of its own.", DefaultValueFactory = _ => true };

    private readonly Option<bool> _receiving = new("--receiving") { Description = "A village room that receives lessons: one camera on the class, with its sound, and nothing else." };

    public IEnumerable<Option> Options => [_cameras, _height, _frames, _screen, _microphone, _receiving];

    /// <summary>As the setting Sources would say it.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Sources(ParseResult parsed)
    {
        var (height, frames) = (parsed.GetValue(_height) / 2 * 2, parsed.GetValue(_frames));
        var width = height * 16 / 9 / 2 * 2;
        if (parsed.GetValue(_receiving)) return Settings([Picture("class", "student", width, height, frames, "beeps")]);
        var sources = new List<Dictionary<string, string>>();
        for (var camera = 1; camera <= parsed.GetValue(_cameras); camera++)
            sources.Add(Picture(camera == 1 ? "teacher" : $"camera-{camera}", camera == 1 ? "teacher" : "student", width, height, frames, camera == 1 ? "spoken" : "none"));
        if (parsed.GetValue(_screen)) sources.Add(Picture("screen", "screen", width, height, Math.Min(frames, 15), "none"));
        if (parsed.GetValue(_microphone)) sources.Add(new() { ["Name"] = "microphone", ["Kind"] = "test", ["Role"] = "audio", ["Audio"] = "beeps" });
        return Settings(sources);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings(IEnumerable<Dictionary<string, string>> sources) =>
        sources.SelectMany((source, i) => source.Select(member => KeyValuePair.Create<string, string?>($"Sources:{i}:{member.Key}", member.Value)));

    private static Dictionary<string, string> Picture(string name, string role, int width, int height, int frames, string audio) => new()
    {
        ["Name"] = name,
        ["Kind"] = "test",
        ["Role"] = role,
        ["Width"] = width.ToString(),
        ["Height"] = height.ToString(),
        ["FramesPerSecond"] = frames.ToString(),
        ["Audio"] = audio,
    };

    private static Option<int> Ranged(string name, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{description} {least} to {most}, {standard} if not said.", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var value) && value >= least && value <= most))
                result.AddError($"{name} is \"{token.Value}\"; allowed: a whole number from {least} to {most}");
        });
        return option;
    }
}
