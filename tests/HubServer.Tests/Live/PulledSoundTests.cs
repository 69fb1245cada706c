using Tongtang.HubServer.Live;
using Tongtang.Protocol.Live;

namespace Tongtang.HubServer.Tests.Live;

public sealed class PulledSoundTests
{
    private static readonly LivePacket s_epoch = LiveFootage.Sound[0];
    private static readonly LivePacket s_sound = LiveFootage.Sound[1];
    private static readonly LivePacket s_picture = LiveFootage.Picture[1];

    [Fact]
    public void Room_ThatIsNotHeard_GivesItsPictureOnly()
    {
        var sound = new PulledSound();
        Assert.Equal([s_picture], Pass(sound, heard: false, s_epoch, s_sound, s_picture, s_sound));
    }

    [Fact]
    public void Room_ThatIsHeardLater_BeginsWithItsEpoch_AndEndsWhenItIsNotHeardAnyMore()
    {
        var sound = new PulledSound();
        Pass(sound, heard: false, s_epoch, s_sound);
        Assert.Equal([s_picture, s_epoch, s_sound, s_sound], Pass(sound, heard: true, s_picture, s_sound, s_sound));
        // Even when the next to come is a picture: what plays the sound must not wait for it.
        var cut = Pass(sound, heard: false, s_picture, s_sound);
        Assert.Equal([LiveKind.Ended, LiveKind.Frame], cut.Select(packet => packet.Kind));
        Assert.Equal((LiveTrack.Sound, s_picture), (cut[0].Track, cut[1]));
        Assert.Equal([s_epoch, s_sound], Pass(sound, heard: true, s_sound));
    }

    [Fact]
    public void Capture_ThatEndsAndBeginsAnew_IsHandedOnAsItIs()
    {
        var sound = new PulledSound();
        var end = LivePacket.OfEnd(LiveTrack.Sound);
        Assert.Equal([s_epoch, s_sound, end, s_epoch, s_sound], Pass(sound, heard: true, s_epoch, s_sound, end, s_epoch, s_sound));
    }

    private static List<LivePacket> Pass(PulledSound sound, bool heard, params LivePacket[] packets) => [.. packets.SelectMany(packet => sound.Pass(packet, heard).ToList())];
}
