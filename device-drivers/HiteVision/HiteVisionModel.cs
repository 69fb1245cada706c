namespace Tongtang.DeviceDrivers.HiteVision;

/// <summary>What differs between the families of boards.</summary>
/// <param name="Inputs">"command/state" in hex: the code that chooses the input, and the one that is told while it is shown.</param>
/// <param name="PowerQuestion">Answered with 01 when it is on; null: that it answers at all shows it.</param>
/// <param name="VolumeDown">Key codes of boards whose volume cannot be set; null: it can.</param>
/// <param name="HasGroups">It has the groups for freeze, lock, backlight and mute; without them mute is a key.</param>
internal sealed record HiteVisionModel(IReadOnlyList<(string Id, string Code)> Inputs, byte? PowerQuestion, byte InputQuestion, byte? VolumeDown, byte? VolumeUp, bool HasGroups)
{
    public static HiteVisionModel Of(string model) => model switch
    {
        "hitevision-b" => new([("hdmi1", "07/03"), ("hdmi2", "22/04"), ("hdmi3", "23/05"), ("ops", "24/02"), ("vga", "04/06"), ("av", "06/08")], 0x36, 0x32, 0x0C, 0x0D, HasGroups: false),
        "newline" => new(
            [("hdmi1", "52/1F"), ("hdmi2", "53/1E"), ("hdmi3", "54"), ("hdmi4", "55"), ("hdmifront", "0A/17"), ("dp", "56"), ("typec", "51"), ("ops", "38"), ("android", "1C/30"), ("whiteboard", "07")],
            null, 0x50, null, null, HasGroups: true),
        _ => new([("hdmi1", "0A/17"), ("hdmi2", "0B/18"), ("hdmi3", "0C/20"), ("ops", "38/19"), ("vga", "0D/00"), ("av", "11/02")], 0x37, 0x32, null, null, HasGroups: false),
    };
}
