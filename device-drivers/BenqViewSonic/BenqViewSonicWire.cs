using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.BenqViewSonic;

/// <summary>What BenQ and ViewSonic write into <see cref="CodedLines"/>. The codes of questions are others than those of settings, and the inputs' values differ by model (ViewSonic's CDX5562 and IFP papers, BenQ's RP6504 and RM). Pure.</summary>
internal static class BenqViewSonicWire
{
    public const char Head = '8';

    /// <summary>ViewSonic heads some replies with another digit.</summary>
    public const string ReplyHeads = "82";

    public static byte[] Set(int id, char code, string value) => CodedLines.Line(Head, id, 's', code, value);

    public static byte[] Get(int id, char code) => CodedLines.Line(Head, id, 'g', code, "000");

    public static BenqViewSonicModel Model(string model) => model switch
    {
        "viewsonic" => new(
            [("hdmi1", "004"), ("hdmi2", "014"), ("hdmi3", "024"), ("hdmi4", "034"), ("dp", "009"), ("ops", "007"), ("android", "00A"), ("vga", "006"), ("dvi", "005"), ("av", "001"), ("tv", "000")],
            AllQuestions),
        "viewsonic-old" => new([("hdmi1", "001"), ("vga", "000")], AllQuestions),
        // All that is known of BenQ's questions is that 22 hex asks for a signal; inputs are to be set.
        _ => new([], new Dictionary<string, char>()),
    };

    public static char SettingOf(string property) => property switch
    {
        "power" => '!',
        "input" => '"',
        "volume" => '5',
        "mute" => '6',
        "backlight" => '$',
        _ => '8',
    };

    /// <summary>Asks BenQ whether there is a signal: harmless, and shows that it hears.</summary>
    public const char Signal = '"';

    private static Dictionary<string, char> AllQuestions { get; } = new() { ["power"] = 'l', ["input"] = 'j', ["volume"] = 'f', ["mute"] = 'g', ["backlight"] = 'b', ["lock"] = 'p' };
}

/// <param name="Questions">By property; of BenQ's none is known.</param>
internal sealed record BenqViewSonicModel(IReadOnlyList<(string Id, string Code)> Inputs, IReadOnlyDictionary<string, char> Questions)
{
    public bool Tells => Questions.Count > 0;
}
