// Checks signed notes and proofs by the code of Go's checksum database, one a line of stdin:
//
//	note <verifier key> <base64 of the note>
//	inclusion <index> <size> <leaf> <root> <hashes>
//	consistency <old size> <new size> <old root> <new root> <hashes>
//
// Hashes are base64, those of a proof joined by commas. Prints "ok" or what is wrong, one line each.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func number(text string) int64 {
	found, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return found
}

func hash(text string) tlog.Hash {
	found, err := tlog.ParseHash(text)
	if err != nil {
		panic(err)
	}
	return found
}

func hashes(text string) []tlog.Hash {
	var found []tlog.Hash
	for _, each := range strings.Split(text, ",") {
		if each != "" {
			found = append(found, hash(each))
		}
	}
	return found
}

func opened(key, encoded string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	octets, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return err
	}
	_, err = note.Open(octets, note.VerifierList(verifier))
	return err
}

func checked(words []string) error {
	switch words[0] {
	case "note":
		return opened(words[1], words[2])
	case "inclusion":
		return tlog.CheckRecord(hashes(words[5]), number(words[2]), hash(words[4]), number(words[1]), hash(words[3]))
	case "consistency":
		return tlog.CheckTree(hashes(words[5]), number(words[2]), hash(words[4]), number(words[1]), hash(words[3]))
	}
	return fmt.Errorf("unknown: %s", words[0])
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		if err := checked(strings.Split(lines.Text(), " ")); err != nil {
			fmt.Fprintln(out, strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Fprintln(out, "ok")
		}
	}
}
