throw new Error('the library is for another machine\nand more lines');
