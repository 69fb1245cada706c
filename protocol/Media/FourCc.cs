using System.Text;

namespace Tongtang.Protocol.Media;

/// <summary>Box types of ISO/IEC 14496-12 as big-endian numbers.</summary>
internal static class FourCc
{
    public const uint Ftyp = 0x66747970, Styp = 0x73747970, Moov = 0x6D6F6F76, Mvhd = 0x6D766864, Trak = 0x7472616B,
        Tkhd = 0x746B6864, Mdia = 0x6D646961, Mdhd = 0x6D646864, Hdlr = 0x68646C72, Minf = 0x6D696E66,
        Stbl = 0x7374626C, Stsd = 0x73747364, Mvex = 0x6D766578, Trex = 0x74726578, Moof = 0x6D6F6F66,
        Mfhd = 0x6D666864, Traf = 0x74726166, Tfhd = 0x74666864, Tfdt = 0x74666474, Trun = 0x7472756E,
        Mdat = 0x6D646174, Prft = 0x70726674, Vide = 0x76696465, Soun = 0x736F756E,
        Avc1 = 0x61766331, Avc3 = 0x61766333, AvcC = 0x61766343, Hvc1 = 0x68766331, Hev1 = 0x68657631,
        HvcC = 0x68766343, Mp4a = 0x6D703461, Esds = 0x65736473;

    /// <summary>The four characters; anything unprintable as a dot, since it may end in a log.</summary>
    public static string Name(uint type)
    {
        Span<char> name = stackalloc char[4];
        for (var i = 0; i < 4; i++)
        {
            var character = (char)((type >> (24 - (8 * i))) & 0xFF);
            name[i] = character is >= ' ' and <= '~' ? character : '.';
        }

        return new string(name);
    }

    public static uint Of(string name) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Encoding.Latin1.GetBytes(name));
}
