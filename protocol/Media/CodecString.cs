using System.Globalization;
using System.Text;

namespace Tongtang.Protocol.Media;

/// <summary>Codec strings of RFC 6381 and ISO/IEC 14496-15 annex E from a sample entry.</summary>
internal static class CodecString
{
    /// <param name="entryType">Type of the sample entry.</param>
    /// <param name="children">The boxes within the sample entry.</param>
    public static string Read(uint entryType, BoxCursor children)
    {
        while (children.MoveNext())
        {
            switch (entryType, children.Type)
            {
                case (FourCc.Avc1 or FourCc.Avc3, FourCc.AvcC):
                    return Avc(entryType, children.Fields);
                case (FourCc.Hvc1 or FourCc.Hev1, FourCc.HvcC):
                    return Hevc(entryType, children.Fields);
                case (FourCc.Mp4a, FourCc.Esds):
                    return Mpeg4Audio(children.Fields);
                default:
                    break;
            }
        }

        return FourCc.Name(entryType);
    }

    private static string Avc(uint entryType, BoxFields fields)
    {
        fields.Skip(1);
        return string.Create(CultureInfo.InvariantCulture, $"{FourCc.Name(entryType)}.{fields.U8():X2}{fields.U8():X2}{fields.U8():X2}");
    }

    private static string Hevc(uint entryType, BoxFields fields)
    {
        fields.Skip(1);
        var profile = fields.U8();
        var compatibility = Reverse(fields.U32());
        var constraints = fields.Take(6).TrimEnd((byte)0);
        var level = fields.U8();
        var space = (profile >> 6) switch { 1 => "A", 2 => "B", 3 => "C", _ => "" };
        var tier = (profile & 0x20) != 0 ? 'H' : 'L';
        var text = new StringBuilder(32).Append(CultureInfo.InvariantCulture, $"{FourCc.Name(entryType)}.{space}{profile & 0x1F}.{compatibility:X}.{tier}{level}");
        foreach (var constraint in constraints)
            text.Append(CultureInfo.InvariantCulture, $".{constraint:X}");
        return text.ToString();
    }

    /// <summary>ES_Descriptor → DecoderConfigDescriptor → AudioSpecificConfig (ISO/IEC 14496-1, 7.2.6).</summary>
    private static string Mpeg4Audio(BoxFields fields)
    {
        fields.VersionAndFlags();
        Descriptor(ref fields, 3);
        fields.Skip(2);
        var flags = fields.U8();
        fields.Skip((flags & 0x80) != 0 ? 2 : 0);
        fields.Skip((flags & 0x40) != 0 ? fields.U8() : 0);
        fields.Skip((flags & 0x20) != 0 ? 2 : 0);
        Descriptor(ref fields, 4);
        var objectType = fields.U8();
        if (objectType != 0x40)
            return string.Create(CultureInfo.InvariantCulture, $"mp4a.{objectType:X2}");
        fields.Skip(12);
        // ffmpeg writes none for AAC copied out of a transport stream unless it is told delay_moov: no player could decode it.
        if (fields.Left == 0 || fields.Rest[0] != 5)
            throw fields.Wrong("has no AudioSpecificConfig");
        Descriptor(ref fields, 5);
        var config = fields.U8();
        var audioObjectType = config >> 3;
        if (audioObjectType == 31)
            audioObjectType = 32 + (((config & 7) << 3) | (fields.U8() >> 5));
        return string.Create(CultureInfo.InvariantCulture, $"mp4a.40.{audioObjectType}");
    }

    private static void Descriptor(ref BoxFields fields, byte expected)
    {
        var tag = fields.U8();
        if (tag != expected)
            throw fields.Wrong($"descriptor {tag} where {expected} must be");
        for (var i = 0; i < 4 && (fields.U8() & 0x80) != 0; i++)
        {
            // The length is not needed: what is read is checked against the box itself.
        }
    }

    private static uint Reverse(uint value)
    {
        uint reversed = 0;
        for (var i = 0; i < 32; i++)
            reversed |= ((value >> i) & 1) << (31 - i);
        return reversed;
    }
}
